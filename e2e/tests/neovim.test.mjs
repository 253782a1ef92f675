import { join } from 'node:path';
import { test } from 'node:test';
import { installed, run } from '../lib/neovim.mjs';
import { startTerminal } from '../lib/terminal.mjs';
import { home, plugin, project, say, tools, until } from '../lib/world.mjs';

for (const version of ['nvim', 'nvim-0.10']) {
  const nvim = join(tools, version, 'bin/nvim');
  test(`${version}: a session with a plugin`, (t) => {
    const dir = home(t);
    say(t, run(nvim, dir, 'plugin.lua', {}, plugin(dir, 'preload-shim')));
  });

  test(`${version}: without a server`, (t) => {
    const dir = home(t);
    say(t, run(nvim, dir, 'missing.lua', { withServer: false }, plugin(dir, 'preload-shim')));
  });

  test(`${version}: the screen`, async (t) => {
    const dir = home(t);
    const folder = plugin(dir, 'preload-shim');
    const terminal = startTerminal(t, dir, installed(dir),
      [nvim, '-u', join(project, 'e2e/neovim/screen.lua'), '-c', 'normal! 15Gzt30G', join(folder, 'src/lib.rs')]);
    await until('the finding beside its line', () => /30 +eprintln!\("pathmap: PATHMAP is empty"\); .*the host can abort while/.test(terminal.screen()), terminal.screen);
    await until('the lens over the constructor', () => /runs at load · /.test(terminal.screen()), terminal.screen);
    terminal.type(':lua vim.diagnostic.open_float({ scope = "line" })', 'Enter');
    await until('the finding in full', () => terminal.screen().includes('help: print on first use, in a function'), terminal.screen);
    await terminal.shot(version);
    terminal.type(':qall!', 'Enter');
  });
}
