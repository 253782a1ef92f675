// The commands of the palette, the explorer and the code lenses.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Pages } from './pages';
import { findServer, output } from './server';

const source = 'cdylib-ls';

interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

// explainRule opens a rule's page: of the given rule, or of one that the user
// picks, the rules of the findings at the cursor first.
export async function explainRule(context: vscode.ExtensionContext, pages: Pages, id?: unknown): Promise<void> {
  if (typeof id === 'string') {
    await pages.showRule(id);
    return;
  }
  const all = JSON.parse(await output(await findServer(context), ['rules', '--format', 'json'])) as RuleInfo[];
  const here = new Set(findingsAtCursor().map(ruleOf));
  const items = all.map((r) => ({ label: r.id, description: r.severity, detail: r.title }));
  items.sort((a, b) => Number(here.has(b.label)) - Number(here.has(a.label)));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Rule to explain', matchOnDetail: true });
  if (picked !== undefined) {
    await pages.showRule(picked.label);
  }
}

// inspectLibrary opens the report on a built library: the file the explorer's menu
// was opened on, or one that the user picks among those below target.
export async function inspectLibrary(pages: Pages, file?: unknown): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : await pickLibrary();
  if (uri?.scheme === 'file') {
    await pages.showLibrary(uri.fsPath);
  }
}

async function pickLibrary(): Promise<vscode.Uri | undefined> {
  // null: the folder `target` is usually among the files that searches leave out.
  const built = await vscode.workspace.findFiles('**/target/**/{debug,release}/*.{so,dylib,dll}', null);
  const items = built.map((uri) => ({ label: path.basename(uri.fsPath), description: vscode.workspace.asRelativePath(uri), uri }));
  items.sort((a, b) => a.description.localeCompare(b.description));
  const other = { label: 'Other file…', description: '', uri: undefined };
  const picked = await vscode.window.showQuickPick([...items, other], { placeHolder: 'Built library to inspect' });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  return (await vscode.window.showOpenDialog({ title: 'Built library', filters: { Libraries: ['so', 'dylib', 'dll'], 'All files': ['*'] } }))?.[0];
}

// showCallChain lists the calls from the root to the effect of the finding at the
// cursor; the editor follows the selection.
export async function showCallChain(): Promise<void> {
  const steps = findingsAtCursor().flatMap((d) => d.relatedInformation ?? []);
  if (steps.length === 0) {
    void vscode.window.showInformationMessage('No finding of cdylib-ls with a call chain at the cursor.');
    return;
  }
  const items = steps.map(({ message, location }) => ({
    label: message,
    description: `${vscode.workspace.asRelativePath(location.uri)}:${location.range.start.line + 1}`,
    location,
  }));
  await vscode.window.showQuickPick(items, {
    placeHolder: 'Call chain, from the root to the effect',
    onDidSelectItem: (item) => { void reveal((item as (typeof items)[number]).location, true); },
  }).then((picked) => picked && reveal(picked.location, false));
}

async function reveal(location: vscode.Location, preserveFocus: boolean): Promise<void> {
  await vscode.window.showTextDocument(location.uri, { selection: location.range, preview: true, preserveFocus });
}

// addSuppression offers the comments that silence the findings at the cursor.
export async function addSuppression(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'quickfix.suppress', apply: 'ifSingle' });
}

function findingsAtCursor(): vscode.Diagnostic[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const at = editor.selection.active;
  const all = vscode.languages.getDiagnostics(editor.document.uri).filter((d) => d.source === source);
  const here = all.filter((d) => d.range.contains(at));
  // A line with one finding is near enough: its token is narrow.
  return here.length > 0 ? here : all.filter((d) => d.range.start.line === at.line);
}

function ruleOf(d: vscode.Diagnostic): string {
  const code = typeof d.code === 'object' ? d.code.value : d.code;
  return String(code ?? '');
}
