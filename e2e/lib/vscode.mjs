// Starts a real VS Code workbench on a folder and opens it in headless Chromium.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { atEnd, environment, patience, tools, until } from './world.mjs';

// VSCODE_WEB names another version, as e2e/install-vscode-web.sh leaves it.
const vscodeWeb = process.env.VSCODE_WEB ?? join(tools, 'vscode/bin/vscode-web');

// Nothing is looked up or downloaded, and nothing moves that the tests did not move.
const quiet = {
  'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden', 'extensions.autoUpdate': false, 'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true, 'editor.minimap.enabled': false, 'files.autoSave': 'off', 'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never',
};

// startWorkbench serves VS Code with `folder` open.
//   vsix      installed first, if given
//   settings  of the user; those of a machine's scope are read from elsewhere, so
//             both places get them
//   trusted   whether the workspace is trusted (default) or restricted
//   path      PATH of the extension host
//   driver    honour extensionDevelopmentPath and extensionTestsPath in the page's
//             address; notifications then do not pop up
// It returns the page, a function that opens the folder there, one that makes an
// address of a path, and one that changes the user's settings.
export async function startWorkbench(t, { dir, folder, vsix, settings = {}, trusted = true, path = process.env.PATH, driver = false }) {
  const userData = join(dir, 'data');
  for (const scope of ['User', 'Machine']) mkdirSync(join(userData, scope), { recursive: true });
  const configure = (changed) => {
    writeFileSync(join(userData, 'Machine/settings.json'), JSON.stringify(changed));
    writeFileSync(join(userData, 'User/settings.json'), JSON.stringify({ ...quiet, 'security.workspace.trust.enabled': !trusted, ...changed }));
  };
  configure(settings);
  const flags = ['--accept-server-license-terms', '--telemetry-level', 'off', '--force-disable-user-env', '--server-data-dir', join(dir, 'server'),
    '--user-data-dir', userData, '--extensions-dir', join(dir, 'ext')];
  const env = environment(dir, { PATH: path, EXTENSIONS_GALLERY: '{"serviceUrl":"http://127.0.0.1:9","itemUrl":""}' });
  if (vsix) {
    const installed = spawnSync(vscodeWeb, [...flags, '--install-extension', vsix], { env, encoding: 'utf8' });
    if (installed.status !== 0) throw new Error(`${installed.stdout}${installed.stderr}`);
  }
  const server = spawn(vscodeWeb, [...flags, '--host', '127.0.0.1', '--port', '0', '--without-connection-token',
    ...(driver ? ['--enable-smoke-test-driver'] : [])],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => { output += chunk; });
  let browser;
  atEnd(t, async () => {
    await browser?.close();
    if (server.exitCode === null) {
      const gone = new Promise((r) => { server.once('exit', r); });
      process.kill(-server.pid, 'SIGTERM'); // its own process group
      await gone;
    }
  });
  const port = await until('the workbench server', () => {
    if (server.exitCode !== null) throw new Error(`the workbench server did not start\n${output}`);
    return /Web UI available at http:\/\/[^:]+:(\d+)/.exec(output)?.[1];
  });
  browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1200, height: 1100 } });
  page.setDefaultTimeout(patience);
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const open = async (payload) => {
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    await page.waitForSelector('.monaco-workbench');
  };
  return { page, open, remote, configure };
}
