// One session with a plugin, inside the extension host with the real `vscode` API.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const vscode = require('vscode');

const patience = 30_000;

function ok(what) { console.log(`ok ${what}`); }

async function until(what, probe, shown = () => '') {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const value = await probe();
    if (value) { ok(what); return value; }
    await new Promise((r) => { setTimeout(r, 25); });
  }
  throw new Error(`waited in vain for ${what}: ${JSON.stringify(shown())}`);
}

const { commands, languages, window, workspace } = vscode;

function found(uri) {
  return languages.getDiagnostics(uri).filter((d) => d.source === 'cdylib-ls');
}

function rule(d) { return typeof d.code === 'object' ? d.code.value : d.code; }

function finding(uri, id) { return found(uri).find((d) => rule(d) === id); }

// The findings of a document as `rule: text under the squiggle`.
function tokens(document) {
  return found(document.uri).map((d) => `${rule(d)}: ${document.getText(d.range)}`).sort();
}

// at is the address of a file of the plugin.
function at(path) { return vscode.Uri.joinPath(workspace.workspaceFolders[0].uri, path); }

async function show(path) { return window.showTextDocument(await workspace.openTextDocument(at(path))); }

async function hoverText(uri, position) {
  const hovers = await commands.executeCommand('vscode.executeHoverProvider', uri, position);
  return hovers.flatMap((h) => h.contents).map((c) => c.value).join('\n');
}

function select(editor, d) { editor.selection = new vscode.Selection(d.range.start, d.range.start); }

function activeText() { return window.activeTextEditor?.document.getText() ?? ''; }

async function findings(document, other) {
  const want = [
    'atexit-in-cdylib: libc::atexit', 'std-in-ctor: env::remove_var', 'std-in-ctor: env::var', 'std-in-ctor: process::exit',
    'std-in-dtor: env::var_os', 'stdio-in-ctor: eprintln!', 'stdio-in-dtor: eprintln!',
  ];
  await until('findings on their tokens', () => JSON.stringify(tokens(document)) === JSON.stringify(want), () => tokens(document));
  await until('findings in a file that is not open', () => finding(other, 'panic-in-ctor'));
}

async function hovers(document) {
  const stdio = finding(document.uri, 'stdio-in-ctor');
  assert.equal(stdio.severity, vscode.DiagnosticSeverity.Warning);
  assert.ok(stdio.relatedInformation.length > 0, 'the chain');
  assert.match(stdio.code.target.toString(), /stdio-in-ctor/);
  const hover = await hoverText(document.uri, stdio.range.start);
  assert.match(hover, /`init` runs at load/);
  assert.match(hover, /help: .*stdio-in-ctor/s);
  ok('hover on a finding');
  const manifest = await workspace.openTextDocument(at('Cargo.toml'));
  const verdict = await hoverText(manifest.uri, manifest.positionAt(manifest.getText().indexOf('"cdylib"') + 2));
  assert.match(verdict, /linux-gnu.*never/s);
  ok('hover on the crate type');
}

async function fixes(document) {
  const { uri } = document;
  const stdio = finding(uri, 'stdio-in-ctor');
  let titles = [];
  const fix = await until('a quick fix is offered', async () => {
    const actions = await commands.executeCommand('vscode.executeCodeActionProvider', uri, stdio.range, 'quickfix', 20); // with their edits
    titles = actions.map((a) => a.title);
    return actions.find((a) => /libc::write/.test(a.title));
  }, () => titles);
  assert.ok(await workspace.applyEdit(fix.edit));
  await until('a quick fix takes its finding away', () => !finding(uri, 'stdio-in-ctor'), () => tokens(document));

  await window.showTextDocument(document);
  select(window.activeTextEditor, finding(uri, 'stdio-in-dtor'));
  await commands.executeCommand('cdylib-ls.addSuppression');
  await until('a suppression takes its finding away', () => !finding(uri, 'stdio-in-dtor'), () => tokens(document));
  assert.ok(await document.save());
}

async function pages() {
  await commands.executeCommand('cdylib-ls.explainRule', 'panic-in-ctor');
  await until('the page of a rule, rendered', () => /^Preview panic-in-ctor/.test(window.tabGroups.activeTabGroup.activeTab?.label ?? ''),
    () => window.tabGroups.activeTabGroup.activeTab?.label);
  await commands.executeCommand('cdylib-ls.showGraph');
  await until('the graph', () => /^Graph: /.test(window.tabGroups.activeTabGroup.activeTab?.label ?? ''), () => window.tabGroups.activeTabGroup.activeTab?.label);
}

async function changes(other) {
  const settings = workspace.getConfiguration('cdylib-ls');
  await settings.update('rules', { 'panic-in-ctor': 'off' }, vscode.ConfigurationTarget.Workspace);
  await until('a setting changed at run time switches a rule off', () => !finding(other, 'panic-in-ctor'));
  await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
  await until('and on again', () => finding(other, 'panic-in-ctor'));

  await commands.executeCommand('cdylib-ls.restart');
  await until('findings after a restart', () => finding(other, 'panic-in-ctor'));
}

async function lenses(document) {
  await window.showTextDocument(document);
  const found = await until('code lenses', async () => {
    const all = await commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
    return all.length > 0 && all;
  });
  const load = found.find((l) => document.getText(l.range) === 'INIT').command;
  assert.match(load.title, /^runs at load · .*reaches panic!/);
  await commands.executeCommand(load.command, ...load.arguments);
  const roots = await commands.executeCommand('vscode.prepareCallHierarchy', document.uri, load.arguments[1] ? new vscode.Position(load.arguments[1].line, load.arguments[1].character) : found[0].range.start);
  const calls = await commands.executeCommand('vscode.provideOutgoingCalls', roots[0]);
  assert.ok(calls.length > 0 && window.activeTextEditor.document === document, 'the lens peeks at calls and opens nothing');
  ok('the calls from a code lens');
}

// view is the lifecycle view of the extension under test.
function view() { return vscode.extensions.getExtension('cdylib-ls.cdylib-ls').exports.lifecycle; }

function hasLine(pattern) { return view().lines().some((l) => pattern.test(l)); }

async function lifecycle(document) {
  await commands.executeCommand('cdylib-ls.showLifecycle');
  await until('the library and its moments in the view', () => hasLine(/^pathmap · preload · not built/) && hasLine(/^ {2}at load · /) && hasLine(/^ {2}needs · /), () => view().lines());
  assert.ok(hasLine(/^ {2}when closed · never on linux-gnu, /), view().lines().join('\n'));
  const loaded = view().lines().slice(view().lines().findIndex((l) => / {2}at load/.test(l)) + 1);
  assert.match(loaded[1], /^ {6}panic! · /, 'the worst first');
  ok('the verdict, and the worst first');
  const editor = await window.showTextDocument(document);
  const at = document.positionAt(document.getText().indexOf('process::exit') + 3);
  editor.selection = new vscode.Selection(at, at);
  await until('the view follows the cursor', () => view().selected() === 'process::exit', () => view().selected());
}

async function evidence(other) {
  const folder = workspace.workspaceFolders[0].uri.fsPath;
  execFileSync('cargo', ['build', '--quiet', '--release', '--locked', '--offline'], { cwd: folder, encoding: 'utf8' });
  const confirmed = /confirmed in `target\/release\/libpathmap\.so`/;
  await until('the built library confirms a finding', () => confirmed.test(finding(other, 'panic-in-ctor')?.message ?? ''),
    () => found(other).map((d) => d.message));
  const library = vscode.Uri.file(join(folder, 'target/release/libpathmap.so'));
  await commands.executeCommand('cdylib-ls.inspectLibrary', library);
  assert.match(activeText(), /\.init_array/);
  const report = window.activeTextEditor.document;
  assert.equal(report.languageId, 'cdylib-ls-report');
  const links = await commands.executeCommand('vscode.executeLinkProvider', report.uri, 100);
  assert.ok(links.some((l) => /rules\.rs#L32,17$/.test(decodeURIComponent(l.target.toString()))), JSON.stringify(links.map((l) => l.target?.toString())));
  ok('inspect library, with links to the sources');
  await commands.executeCommand('cdylib-ls.copyReport');
  const copied = await vscode.env.clipboard.readText();
  assert.match(copied, /^extension .*, server .*, VS Code /);
  assert.ok(!copied.includes(folder), copied);
  ok('a bug report without paths');
  const tasks = await vscode.tasks.fetchTasks({ type: 'cdylib-ls' });
  assert.deepEqual(tasks.map((t) => t.problemMatchers), [['$cdylib-ls']]);
  ok('the task of check');
  await until('the lifecycle view has turned by itself', () => hasLine(/^ {6}panic! · confirmed · /) && hasLine(/^ {4}libc\.so\.6 · GLIBC_/), () => view().lines());
}

async function session() {
  const other = at('src/rules.rs');
  const { document } = await show('src/lib.rs');
  await findings(document, other);
  await hovers(document);
  await fixes(document);
  await pages();
  await changes(other);
  await lenses(document);
  await lifecycle(document);
  await evidence(other);
}

exports.run = () => session().catch((e) => {
  console.log(`FAIL ${e.stack}`);
  throw e;
});
