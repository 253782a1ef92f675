// A registry of npm packages for `release/channels`: serves the packages in a folder on a
// port of the loopback interface, and prints its address.
'use strict';

const { createHash } = require('node:crypto');
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');

const folder = process.argv[2];
const packages = new Map();
for (const name of readdirSync(folder)) {
  const file = join(folder, name);
  const manifest = JSON.parse(execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' }));
  packages.set(manifest.name, { manifest, data: readFileSync(file) });
}

const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url.slice(1));
  const found = packages.get(path.replace(/\.tgz$/, ''));
  if (!found) {
    response.writeHead(404).end('{}');
  } else if (path.endsWith('.tgz')) {
    response.end(found.data);
  } else {
    const { manifest, data } = found;
    const dist = {
      tarball: `http://${request.headers.host}/${manifest.name}.tgz`,
      integrity: `sha512-${createHash('sha512').update(data).digest('base64')}`,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({
      name: manifest.name, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist } },
    }));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
