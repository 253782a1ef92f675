// What the server is asked for an address of the scheme cdylib-ls:. The module needs no
// editor, so that its test needs none.
import { promises as fs } from 'node:fs';
import * as path from 'node:path';

// Address is what is read of a URI. Its query and fragment are not.
export interface Address {
  readonly authority: string;
  readonly path: string;
}

// The arguments that the server may be run with for a page. Nothing but what
// follows `--` is from an address. No address leads to probe, which runs a library's code.
export type Request =
  | readonly ['explain', '--color', 'never', '--', string]
  | readonly ['inspect', '--color', 'never', '--', string]
  | readonly ['graph', '--format', 'svg', '--', string]
  | readonly ['probe', '--color', 'never', '--', string];

const rulePage = /^\/rule\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.md$/;
const libraryPage = /^\/inspect(\/.+)\.txt$/;

// request turns an address into arguments, or throws. A library must be a regular file
// below one of the folders, links followed, or one that the user has picked.
export async function request(address: Address, folders: readonly string[], picked: ReadonlySet<string>): Promise<Request> {
  const rule = rulePage.exec(address.path)?.[1];
  if (address.authority === '' && rule !== undefined) {
    return ['explain', '--color', 'never', '--', rule];
  }
  let file = libraryPage.exec(address.path)?.[1];
  if (address.authority !== '' || file === undefined) {
    throw new Error('This address is no page of cdylib-ls.');
  }
  if (/^\/[A-Za-z]:/.test(file)) {
    file = file.slice(1); // a drive
  }
  if (!path.isAbsolute(file) || file.includes('\0')) {
    throw new Error('This address names no library by its whole path.');
  }
  // Only what the user picked is looked at before it is known to be inside.
  if (picked.has(file) || picked.has(path.normalize(file)) || await isBelow(file, folders)) {
    if ((await fs.stat(file)).isFile()) {
      return ['inspect', '--color', 'never', '--', path.normalize(file)];
    }
    throw new Error(`${path.basename(file)} is not a regular file.`);
  }
  throw new Error('The library is not in an open folder. Inspect it with the command "cdylib-ls: Inspect Built Library".');
}

// isBelow follows links, so that none in a folder leads out of it. A path that is not
// below a folder by its letters is not touched at all.
async function isBelow(file: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    if (!contains(folder, path.normalize(file))) {
      continue;
    }
    try {
      if (contains(await fs.realpath(folder), await fs.realpath(file))) {
        return true;
      }
    } catch {
      // it is not there
    }
  }
  return false;
}

function contains(folder: string, file: string): boolean {
  const rest = path.relative(folder, file);
  return rest !== '' && rest !== '..' && !rest.startsWith(`..${path.sep}`) && !path.isAbsolute(rest);
}
