// Commands that run code of a library. Each asks about this very library first, and none
// does anything in a workspace that is not trusted.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Pages } from './pages';

// refused says why nothing is run, and reports that it did.
export function refused(): boolean {
  if (vscode.workspace.isTrusted) {
    return false;
  }
  void vscode.window.showErrorMessage('This runs code of the library, which a workspace in restricted mode must not. Trust the workspace first.');
  return true;
}

// probeLibrary loads and unloads a library in a child process, once the user agrees.
export async function probeLibrary(pages: Pages, library: vscode.Uri | undefined): Promise<void> {
  if (library?.scheme !== 'file' || refused()) {
    return;
  }
  const file = library.fsPath;
  const probe = 'Load and Unload It';
  const choice = await vscode.window.showWarningMessage(`Run code of ${path.basename(file)}?`, {
    modal: true,
    detail: `${file}\n\nProbing loads this library into a child process and unloads it again, and tells what happened. Its constructors and destructors run with your rights.`,
  }, probe);
  if (choice === probe && !refused()) {
    await pages.showProbe(file);
  }
}

// traceHost writes the command that traces a host into a terminal. The user completes it
// and starts it.
export function traceHost(server: string): void {
  if (refused()) {
    return;
  }
  const terminal = vscode.window.createTerminal({ name: 'cdylib-ls trace' });
  terminal.show();
  terminal.sendText(`${/^[\w./~-]+$/.test(server) ? server : `'${server.replaceAll("'", String.raw`'\''`)}'`} trace -- `, false);
}
