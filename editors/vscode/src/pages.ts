// Read-only tabs with what a command of the server prints: rule pages and reports
// on built libraries.
import * as vscode from 'vscode';
import { request } from './request';
import { findServer, output } from './server';

const scheme = 'cdylib-ls';

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #picked = new Set<string>(); // libraries that the user chose, wherever they are
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  // showRule opens the page of a rule.
  showRule(id: string): Promise<void> {
    return this.#show(vscode.Uri.from({ scheme, path: `/rule/${id}.md` }));
  }

  // showLibrary opens the report on a built library that the user picked; asked again,
  // a new one.
  showLibrary(file: string): Promise<void> {
    this.#picked.add(file);
    return this.#show(vscode.Uri.from({ scheme, path: `/inspect${file.startsWith('/') ? '' : '/'}${file}.txt` }));
  }

  // provideTextDocumentContent runs one of two commands of the server. Anybody can make
  // an address of this scheme, in a link of a document or of a hover, so it names a page
  // and never an argument: see request.
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath);
    return output(await findServer(this.#context), await request(uri, folders, this.#picked));
  }

  async #show(uri: vscode.Uri): Promise<void> {
    this.#changed.fire(uri); // an open tab shows what the library is now
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
