// Runs a test module inside the extension host of a real workbench.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { out, patience } from './world.mjs';

// runInside loads `extension` from its folder beside `module`, a CommonJS file that
// exports `run(): Promise<void>`, and returns what it logged with "ok". Its rejection
// is ours; the workbench's own log is then in out/extension-host.log.
export async function runInside({ page, open, remote }, extension, module) {
  const lines = [];
  await page.exposeFunction('codeAutomationLog', (type, args) => { lines.push(format(...args)); });
  const done = new Promise((r) => { page.exposeFunction('codeAutomationExit', r); });
  await open([['extensionDevelopmentPath', remote(extension)], ['extensionTestsPath', remote(module)], ['skipWelcome', 'true']]);
  const late = new Promise((r) => { setTimeout(r, 4 * patience, 'late').unref(); });
  const code = await Promise.race([done, late]);
  const steps = lines.filter((line) => /^(ok|FAIL) /.test(line)).join('\n');
  if (code !== 0) {
    writeFileSync(join(out, 'extension-host.log'), lines.join('\n'));
    await page.screenshot({ path: join(out, 'extension-host.png') });
    throw new Error(`the tests inside ended with ${code}\n${steps}`);
  }
  return steps;
}
