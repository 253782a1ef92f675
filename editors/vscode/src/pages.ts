// Read-only tabs with what a command of the server prints: rule pages and reports
// on built libraries.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { findServer, output } from './server';

const scheme = 'cdylib-ls';

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
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
    return this.#show(vscode.Uri.from({ scheme, path: `/rule/${id}.md`, query: JSON.stringify(['explain', id]) }));
  }

  // showLibrary opens the report on a built library; asked again, a new one.
  showLibrary(file: string): Promise<void> {
    return this.#show(vscode.Uri.from({
      scheme, path: `/inspect/${path.basename(file)}.txt`, query: JSON.stringify(['inspect', '--color', 'never', '--', file]),
    }));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return output(await findServer(this.#context), JSON.parse(uri.query) as string[]);
  }

  async #show(uri: vscode.Uri): Promise<void> {
    this.#changed.fire(uri); // an open tab shows what the library is now
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
