// Runs Neovim with the plugin installed as a package, and nothing of the user's.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { environment, patience, project, server } from './world.mjs';

// installed makes an environment with the plugin in it, and with the server on PATH
// or without.
export function installed(dir, { withServer = true } = {}) {
  const pack = join(dir, 'data/nvim/site/pack/editors/start');
  mkdirSync(pack, { recursive: true });
  symlinkSync(join(project, 'editors/neovim'), join(pack, 'cdylib-ls'));
  return environment(dir, {
    PATH: withServer ? `${join(server, '..')}:${process.env.PATH}` : process.env.PATH, NVIM_APPNAME: 'nvim',
    XDG_CONFIG_HOME: join(dir, 'config'), XDG_DATA_HOME: join(dir, 'data'), XDG_STATE_HOME: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache'),
  });
}

// run executes a Lua file in a headless Neovim and returns what it printed; its
// failure is ours. The Lua file finds its arguments in vim.g.arguments.
export function run(nvim, dir, script, options, ...args) {
  const result = spawnSync(nvim, [
    '--headless', '--cmd', `let g:arguments = ${JSON.stringify(args)}`, '-c', `luafile ${join(project, 'e2e/neovim', script)}`,
  ], { env: installed(dir, options), encoding: 'utf8', timeout: 4 * patience });
  if (result.status !== 0) throw new Error(`${result.signal ?? `exit ${result.status}`}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}
