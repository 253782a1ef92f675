#!/usr/bin/env node
// Starts the program that npm installed for this machine beside this package.
'use strict';

const { spawnSync } = require('node:child_process');

// The packages that may hold a program for this machine, the best first. A program for
// Alpine is static and runs on any Linux.
function candidates() {
  const arch = process.arch;
  switch (process.platform) {
    case 'linux': {
      const glibc = Boolean(process.report.getReport().header.glibcVersionRuntime);
      return glibc ? [`linux-${arch}`, `alpine-${arch}`] : [`alpine-${arch}`];
    }
    default:
      return [`${process.platform}-${arch}`];
  }
}

function program() {
  const file = process.platform === 'win32' ? 'cdylib-ls.exe' : 'cdylib-ls';
  for (const name of candidates()) {
    try {
      return require.resolve(`@cdylib-ls/${name}/${file}`);
    } catch {
      // not installed: the next one
    }
  }
  return undefined;
}

const path = program();
if (path === undefined) {
  console.error(`cdylib-ls: no program for ${process.platform} ${process.arch} is installed. ` +
    'Install again without --omit=optional; if there is none for your machine, build it from source.');
  process.exit(2);
}
const child = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' });
if (child.error) {
  console.error(`cdylib-ls: cannot start ${path}: ${child.error.message}`);
  process.exit(2);
}
if (child.signal) process.kill(process.pid, child.signal);
process.exit(child.status ?? 2);
