// The extension as it is installed from its .vsix, seen and used on the screen.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, shot, squiggles, watched } from '../lib/screen.mjs';
import { startWorkbench } from '../lib/vscode.mjs';
import { build, home, plugin, server, tools, until } from '../lib/world.mjs';

const platform = join(tools, 'vsix/cdylib-ls-linux-x64.vsix');
const universal = join(tools, 'vsix/cdylib-ls.vsix');

test('VS Code: a finding is seen and fixed', async (t) => {
  const dir = home(t);
  const folder = plugin(dir, 'preload-shim');
  const file = join(folder, 'src/lib.rs');
  const { page, open, remote } = await startWorkbench(t, { dir, folder, vsix: platform });
  await open([['openFile', remote(file)]]);
  await watched(page, async () => {
    await page.waitForSelector('.tab[data-resource-name="lib.rs"]');
    const want = 'env::remove_var env::var env::var_os eprintln! eprintln! libc::atexit process::exit';
    await until('squiggles under the right tokens', async () => (await squiggles(page)).join(' ') === want, () => squiggles(page));

    await page.setViewportSize({ width: 1120, height: 720 });
    await page.locator('[id="status.languageStatus"]').hover();
    await page.locator('.hover-language-status', { hasText: 'cdylib-ls: 2 errors, 5 warnings, 3 information' }).waitFor();

    await page.keyboard.press('Control+G');
    await page.keyboard.type('23');
    await page.keyboard.press('Enter'); // scrolls the line to the middle
    await page.locator('.codelens-decoration', { hasText: 'runs at load' }).waitFor();
    await page.locator('.view-line', { hasText: 'PATHMAP is empty' }).getByText('eprintln').hover();
    await page.locator('.monaco-hover', { hasText: 'runs at load → eprintln!' }).waitFor();
    await shot(page, 'hover');

    await run(page, 'cdylib-ls: Show Lifecycle of Libraries');
    const line = page.locator('.pane', { hasText: 'Plugin Lifecycle' }).locator('.monaco-list-row');
    await line.filter({ hasText: 'never on linux-gnu' }).first().waitFor();
    await line.filter({ hasText: 'at load' }).waitFor();
    await shot(page, 'lifecycle');

    await page.locator('.view-line', { hasText: 'PATHMAP is empty' }).getByText('eprintln').click();
    await run(page, 'cdylib-ls: Show Call Chain');
    await page.locator('.peekview-widget .monaco-list-row', { hasText: 'init' }).first().waitFor(); // who leads there
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+M');
    const row = page.locator('.markers-panel .monaco-list-row');
    await row.filter({ hasText: 'the host aborts while the library is loaded' }).waitFor();
    await row.filter({ hasText: '`rules::pair` reaches `panic!`' }).waitFor(); // the chain's end
    await shot(page, 'problems');
    build(folder);
    await row.filter({ hasText: 'confirmed in `target/release/libpathmap.so`' }).first().waitFor();
    await line.filter({ hasText: 'compared with its release build' }).waitFor();
    await shot(page, 'lifecycle-built');
    await page.locator('.panel .viewpane-filter input').fill('eprintln');
    await row.filter({ hasText: 'eprintln!` runs (in constructor' }).dblclick(); // moves the cursor to the problem
    await page.waitForSelector('.editor-instance .monaco-editor.focused');
    await page.waitForSelector('[class*="codicon-gutter-lightbulb"], .codicon-light-bulb');
    await page.keyboard.press('Control+.');
    const fix = '.action-widget .monaco-list-row';
    await page.locator(fix, { hasText: 'libc::write' }).first().waitFor();
    await shot(page, 'quick-fix');
    await until('the fix selected', async () => {
      if (await page.locator(`${fix}.focused`, { hasText: 'libc::write' }).count()) return true;
      await page.keyboard.press('ArrowDown');
      return false;
    });
    await page.keyboard.press('Enter');
    await until('the finding gone', async () => (await squiggles(page)).filter((s) => s === 'eprintln!').length === 0);
    await page.keyboard.press('Control+S');
    await until('the fix saved', () => /libc::write\(2, /.test(readFileSync(file, 'utf8')));
  });
  assert.match(readFileSync(file, 'utf8'), /pathmap: PATHMAP is empty/);
});

test('VS Code: without a server the extension says so, and starts it once it is named', async (t) => {
  const dir = home(t);
  const folder = plugin(dir, 'preload-shim');
  const path = '/usr/bin:/bin'; // no server there
  const { page, open, remote, configure } = await startWorkbench(t, { dir, folder, vsix: universal, path });
  await open([['openFile', remote(join(folder, 'src/lib.rs'))]]);
  await watched(page, async () => {
    const message = page.locator('.notification-toast', { hasText: 'The cdylib-ls server was not found' });
    await message.waitFor();
    await message.getByRole('button', { name: 'How to Install' }).waitFor();
    await shot(page, 'no-server');
    await message.getByRole('button', { name: 'Open Settings' }).click();
    await page.locator('.settings-editor', { hasText: 'cdylib-ls.server.path' }).waitFor();

    configure({ 'cdylib-ls.server.path': join(folder, 'Cargo.toml') });
    await page.locator('.notification-toast', { hasText: 'is not there or cannot be run' }).waitFor();
    configure({ 'cdylib-ls.server.path': '/bin/echo' });
    await page.locator('.notification-toast', { hasText: '/bin/echo is not cdylib-ls' }).waitFor();
    configure({ 'cdylib-ls.server.path': server });
    await page.keyboard.press('Escape'); // the settings cover the editor, or are a tab
    await page.locator('.tab[data-resource-name="lib.rs"]').click();
    await page.waitForSelector('.squiggly-warning');
  });
});

test('VS Code: in restricted mode the bundled server works and no server of the workspace is started', async (t) => {
  const dir = home(t);
  const folder = plugin(dir, 'preload-shim');
  const started = join(dir, 'started');
  const program = join(dir, 'server.sh');
  writeFileSync(program, `#!/bin/sh\ntouch ${started}\n`, { mode: 0o755 });
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'cdylib-ls.server.path': program }));
  const { page, open, remote } = await startWorkbench(t, { dir, folder, vsix: platform, trusted: false });
  await open([['openFile', remote(join(folder, 'src/lib.rs'))]]);
  await watched(page, async () => {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await page.waitForSelector('.squiggly-warning');
    assert.equal(existsSync(started), false);

    // The same setting counts as soon as the workspace is trusted.
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).click();
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await until('the server of the settings started', () => existsSync(started));
  });
});
