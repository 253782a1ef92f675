// Links in reports: a path with a line leads to the source.
import { promises as fs } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

const place = /(?<![\w/])([\w@.+-]+(?:\/[\w@.+-]+)*\.(?:rs|c|cc|cpp|toml)):(\d+)(?::(\d+))?/g;
const most = 500;

export class SourceLinks implements vscode.DocumentLinkProvider {
  // provideDocumentLinks looks for each path in the open folders and, of a library, in the
  // folders above it that are within one.
  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const open = (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath);
    const roots = [...open];
    for (let dir = path.dirname(document.uri.path); dir !== path.dirname(dir) && open.some((o) => dir.startsWith(`${o}${path.sep}`)); dir = path.dirname(dir)) {
      roots.push(dir);
    }
    const found = new Map<string, string | undefined>();
    const links: vscode.DocumentLink[] = [];
    for (const match of document.getText().matchAll(place)) {
      const [whole, name = '', line = '1', column = '1'] = match;
      if (name.split('/').includes('..') || links.length === most) {
        continue;
      }
      if (!found.has(name)) {
        found.set(name, await firstFile(roots.map((r) => path.join(r, name))));
      }
      const file = found.get(name);
      if (file !== undefined) {
        const range = new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + whole.length));
        links.push(new vscode.DocumentLink(range, vscode.Uri.file(file).with({ fragment: `L${line},${column}` })));
      }
    }
    return links;
  }
}

async function firstFile(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    try {
      if ((await fs.stat(file)).isFile()) {
        return file;
      }
    } catch {
      // it is not there
    }
  }
  return undefined;
}
