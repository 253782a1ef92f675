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

// pickLibrary has the user choose a built library.
export async function pickLibrary(): Promise<vscode.Uri | undefined> {
  // null: the folder `target` is usually among the files that searches leave out.
  const built = await vscode.workspace.findFiles('**/target/**/{debug,release}/*.{so,dylib,dll}', null);
  const items = built.map((uri) => ({ label: path.basename(uri.fsPath), description: vscode.workspace.asRelativePath(uri), uri }));
  items.sort((a, b) => a.description.localeCompare(b.description));
  const other = { label: 'Other file…', description: '', uri: undefined };
  const picked = await vscode.window.showQuickPick([...items, other], { placeHolder: 'Built library' });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  return (await vscode.window.showOpenDialog({ title: 'Built library', filters: { Libraries: ['so', 'dylib', 'dll'], 'All files': ['*'] } }))?.[0];
}

// showCallChain peeks at the calls that lead to the finding at the cursor, which stays
// where it is.
export async function showCallChain(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const found = findingsAtCursor().find((d) => (d.relatedInformation ?? []).length > 0);
  if (editor === undefined || found === undefined) {
    void vscode.window.showInformationMessage('No finding of cdylib-ls with a call chain at the cursor.');
    return;
  }
  await peekCalls(editor, found.range.contains(editor.selection.active) ? editor.selection.active : found.range.start, 'editor.showIncomingCalls');
}

// showCallsFrom peeks at what a root reaches, for the lens above it.
export async function showCallsFrom(uri: unknown, at: unknown): Promise<void> {
  const { line, character } = at as { line: number; character: number };
  const editor = await vscode.window.showTextDocument(vscode.Uri.parse(String(uri)));
  await peekCalls(editor, new vscode.Position(line, character), 'editor.showOutgoingCalls');
}

async function peekCalls(editor: vscode.TextEditor, at: vscode.Position, direction: string): Promise<void> {
  if (!editor.selection.active.isEqual(at)) {
    editor.selection = new vscode.Selection(at, at);
  }
  await vscode.commands.executeCommand('editor.showCallHierarchy');
  await vscode.commands.executeCommand(direction);
}

// showGraph draws the folder of the active editor, or one that the user picks.
export async function showGraph(pages: Pages): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file');
  const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? (folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick());
  if (folder?.uri.scheme === 'file') {
    await pages.showGraph(folder);
  }
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
