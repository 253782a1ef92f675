import { join } from 'node:path';
import { test } from 'node:test';
import { runInside } from '../lib/exthost.mjs';
import { startWorkbench } from '../lib/vscode.mjs';
import { home, plugin, project, say, server } from '../lib/world.mjs';

test('VS Code: a session with a plugin', async (t) => {
  const dir = home(t);
  const folder = plugin(dir, 'preload-shim');
  const workbench = await startWorkbench(t, { dir, folder, driver: true, settings: { 'cdylib-ls.server.path': server } });
  say(t, await runInside(workbench, join(project, 'editors/vscode'), join(project, 'e2e/vscode/plugin.cjs')));
});
