// What every test needs: where the tools are, a plugin to open, and waiting.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = resolve(fileURLToPath(import.meta.url), '../../..');
export const tools = join(project, '.tools');
export const server = join(tools, 'server', 'cdylib-ls');
export const out = join(project, 'e2e', 'out');
mkdirSync(out, { recursive: true });

// Longer than anything takes on a busy machine; reached only by a failure.
export const patience = 90_000;

const endings = new WeakMap();

// atEnd has a test clean up when it ends, the last thing first: what runs in a folder
// has to end before the folder goes. Each is done, whatever became of the others.
export function atEnd(t, clean) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(async () => {
      const results = [];
      for (const each of endings.get(t).reverse()) results.push(...await Promise.allSettled([(async () => each())()]));
      const failed = results.find((r) => r.status === 'rejected');
      if (failed) throw failed.reason;
    });
  }
  endings.get(t).push(clean);
}

// home makes an empty folder for one test and removes it when the test ends. The
// name is short: sockets land in it, and their paths end at 107 bytes.
export function home(t) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'e2e-')));
  atEnd(t, () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return dir;
}

// plugin copies an example, without what was built of it, and returns the folder.
export function plugin(dir, example) {
  const source = join(project, 'examples', example);
  const folder = join(dir, example);
  cpSync(source, folder, { recursive: true, filter: (file) => basename(file) !== 'target' });
  return folder;
}

// build runs `cargo build --release` there, as its author would.
export function build(folder) {
  execFileSync('cargo', ['build', '--quiet', '--release', '--locked', '--offline'], { cwd: folder, stdio: 'inherit' });
}

// environment is ours with another home, in which everything that writes finds its
// place; cargo and rustup stay where they are.
export function environment(dir, more) {
  return {
    ...process.env, HOME: dir, XDG_RUNTIME_DIR: dir, TMPDIR: dir, LC_ALL: 'C.UTF-8',
    CARGO_HOME: process.env.CARGO_HOME ?? join(homedir(), '.cargo'), RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
    ...more,
  };
}

// say puts the steps of a session into the report, a line each.
export function say(t, steps) {
  for (const line of steps.trim().split('\n')) t.diagnostic(line);
}

// until waits for probe to return something true, and returns that; where it waits
// in vain, `shown` tells what there is instead.
export async function until(what, probe, shown = () => '') {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const value = await probe();
    if (value) return value;
    await new Promise((r) => { setTimeout(r, 25); });
  }
  throw new Error(`waited in vain for ${what}\n${await shown()}`);
}
