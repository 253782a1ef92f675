import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { withoutPaths } from './paths';
import { request } from './request';

let top = '';
let folder = '';
const none = new Set<string>();
const address = (p: string, authority = '') => ({ authority, path: p });

before(() => {
  top = mkdtempSync(path.join(tmpdir(), 'request-'));
  folder = path.join(top, 'folder');
  mkdirSync(path.join(folder, 'target'), { recursive: true });
  writeFileSync(path.join(folder, 'target/lib a.so'), '');
  writeFileSync(path.join(top, 'outside.so'), '');
  symlinkSync(path.join(top, 'outside.so'), path.join(folder, 'link.so'));
  symlinkSync(path.join(folder, 'target/lib a.so'), path.join(folder, 'inner.so'));
  execFileSync('mkfifo', [path.join(folder, 'pipe.so')]);
});

after(() => { rmSync(top, { recursive: true }); });

void test('a rule is named by its id alone', async () => {
  assert.deepEqual(await request(address('/rule/panic-in-ctor.md'), [], none), ['explain', '--color', 'never', '--', 'panic-in-ctor']);
  for (const p of ['/rule/--output=x.md', '/rule/-h.md', '/rule/a/../b.md', '/rule/.md', '/rule/A.md', '/rule/a b.md', '/rule/a-.md',
    '/rule/a\n.md', '/rule/panic-in-ctor', '/probe/x.md', 'rule/a.md', '/rule/a.md\n', '', '/']) {
    await assert.rejects(request(address(p), [folder], none), /no page of cdylib-ls/, p);
  }
  await assert.rejects(request(address('/rule/a.md', 'host'), [folder], none));
});

void test('a library is a regular file of an open folder', async () => {
  for (const name of ['target/lib a.so', 'inner.so', 'target/../target/lib a.so']) {
    assert.deepEqual(await request(address(`/inspect${folder}/${name}.txt`), [folder], none),
      ['inspect', '--color', 'never', '--', path.normalize(`${folder}/${name}`)]);
  }
  for (const p of [`${top}/outside.so`, `${folder}/link.so`, `${folder}/../outside.so`, `${folder}/gone.so`, folder, `${folder}/pipe.so`,
    `${folder}/target`, `${folder}2/x.so`, '/dev/zero', '/etc/passwd', `${folder}/target/lib a.so\0`, '/--output=x', '/../x']) {
    await assert.rejects(request(address(`/inspect${p}.txt`), [folder], none), Error, p);
    await assert.rejects(request(address(`/inspect${p}.txt`), [], none), Error, p);
  }
  await assert.rejects(request(address(`/inspect${folder}/target/lib a.so.txt`, 'host'), [folder], none));
});

void test('a library that the user picked may be anywhere', async () => {
  const file = path.join(top, 'outside.so');
  assert.equal((await request(address(`/inspect${file}.txt`), [folder], new Set([file])))[4], file);
  await assert.rejects(request(address('/inspect/dev/zero.txt'), [folder], new Set(['/dev/zero'])), /not a regular file/);
});

void test('the query and the fragment of an address reach nothing', async () => {
  const hostile = { ...address('/rule/panic-in-ctor.md'), query: JSON.stringify(['probe', '/x.so']), fragment: '--output' };
  assert.deepEqual(await request(hostile, [folder], none), ['explain', '--color', 'never', '--', 'panic-in-ctor']);
});

void test('no address runs code of a library', async () => {
  const file = path.join(folder, 'target/lib a.so');
  for (const p of [`/probe${file}.txt`, `/inspect/probe${file}.txt`, `/report/probe${file}.txt`, `/graph${folder}.svg`, `/trace${file}.txt`]) {
    await assert.rejects(request(address(p), [folder], new Set([file])), Error, p);
  }
});

void test('a bug report names no place outside of the workspace', () => {
  const text = `started /usr/lib/x/cdylib-ls in ${folder}/src/lib.rs:3, file:///etc/passwd, /home/me/.cargo/registry/a.rs and a/b of "C:\\Users\\me\\x.rs"`;
  const out = withoutPaths(text, [folder], '/home/me');
  assert.match(out, /started <path> in <folder 1>\/src\/lib\.rs:3,/);
  assert.match(out, /and a\/b of/);
  for (const bad of ['/usr', top, 'passwd', '/home', 'registry', 'Users']) {
    assert.ok(!out.includes(bad), `${bad} in ${out}`);
  }
});
