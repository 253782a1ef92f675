// Read-only tabs with what a command of the server prints: rule pages and reports
// on built libraries.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { request } from './request';
import { findServer, output } from './server';

const scheme = 'cdylib-ls';

// The language of reports: it wraps, and folds by indent.
const report = 'cdylib-ls-report';

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #picked = new Set<string>(); // libraries that the user chose, wherever they are
  readonly #probes = new Map<string, string>(); // what was seen, by the address it is shown at
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  // showRule opens the page of a rule as it is meant to be read.
  async showRule(id: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/rule/${id}.md` });
    if (vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined) {
      await vscode.workspace.openTextDocument(uri); // an address that is none fails here, with its reason
      await vscode.commands.executeCommand('markdown.showPreview', uri);
      return;
    }
    await this.#show(uri); // the extension for Markdown is off
  }

  // showLibrary opens the report on a built library that the user picked; asked again,
  // a new one.
  showLibrary(file: string): Promise<void> {
    this.#picked.add(file);
    return this.#show(vscode.Uri.from({ scheme, path: `/inspect${file.startsWith('/') ? '' : '/'}${file}.txt` }), report);
  }

  // showProbe runs a library's code, to which the user has agreed, and opens what was seen.
  async showProbe(file: string): Promise<void> {
    const args = ['probe', '--color', 'never', '--', file] as const;
    const uri = vscode.Uri.from({ scheme, path: `/probed${file.startsWith('/') ? '' : '/'}${file}.txt` });
    this.#probes.set(uri.toString(), await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Probing ${path.basename(file)}` },
      async () => output(await findServer(this.#context), args)));
    await this.#show(uri, report);
  }

  // showGraph draws the code of an open folder that runs at load and unload. The picture
  // is text of the server's, whose names are escaped; the page runs no script and loads
  // nothing.
  async showGraph(folder: vscode.WorkspaceFolder): Promise<void> {
    const svg = await output(await findServer(this.#context), ['graph', '--format', 'svg', '--', folder.uri.fsPath]);
    const panel = vscode.window.createWebviewPanel('cdylib-ls.graph', `Graph: ${folder.name}`, vscode.ViewColumn.Active, { enableScripts: false, localResourceRoots: [] });
    panel.webview.html = `<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body { background: #fff; } svg { max-width: none; }</style></head><body>${svg.replace(/^<\?xml[^>]*\?>/, '')}</body></html>`;
  }

  // provideTextDocumentContent runs one of two commands of the server. Anybody can make
  // an address of this scheme, in a link of a document or of a hover, so it names a page
  // and never an argument: see request.
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const probed = this.#probes.get(uri.toString());
    if (probed !== undefined) {
      return probed;
    }
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath);
    return output(await findServer(this.#context), await request(uri, folders, this.#picked));
  }

  async #show(uri: vscode.Uri, language?: string): Promise<void> {
    this.#changed.fire(uri); // an open tab shows what the library is now
    let document = await vscode.workspace.openTextDocument(uri);
    if (language !== undefined) {
      document = await vscode.languages.setTextDocumentLanguage(document, language);
    }
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
