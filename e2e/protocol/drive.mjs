// Drives the server with Microsoft's own protocol library. Every message passes
// through vscode-jsonrpc's framing, and what comes back is held against the
// library's `is` guards.
//
//   node drive.mjs FILE ROOT INITIALIZE.json -- SERVER [ARG...]
//
// INITIALIZE.json holds the parameters of an editor, with /ws for its folder.
// vscode-languageserver-protocol must be resolvable from the current directory.
import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const lsp = createRequire(join(process.cwd(), 'noop.js'))('vscode-languageserver-protocol/node');
const cut = process.argv.indexOf('--');
const [file, root, recorded] = process.argv.slice(2, cut).map((p) => resolve(p));
const [command, ...args] = process.argv.slice(cut + 1);
const uri = pathToFileURL(file).href;
const recordedText = readFileSync(recorded, 'utf8');
const params = JSON.parse(recordedText.replaceAll('file:///ws/src', pathToFileURL(root).href).replaceAll('file:///ws', pathToFileURL(root).href).replaceAll('"/ws', `"${root}`));
const can = params.capabilities;
const pulls = can.textDocument.diagnostic !== undefined;

const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const exited = new Promise((r) => { server.once('exit', (code, signal) => r(signal ?? code)); });
const problems = [];
const connection = lsp.createProtocolConnection(
  new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin),
  { error: (m) => problems.push(m), warn: (m) => problems.push(m), info() {}, log() {} },
);
connection.onError(([e]) => problems.push(e.message));
connection.onUnhandledNotification((n) => { problems.push(`unhandled ${n.method}`); });
const registered = [];
connection.onRequest(lsp.RegistrationRequest.type, (p) => { registered.push(...p.registrations.map((r) => r.method)); });
connection.onRequest(lsp.ConfigurationRequest.type, (p) => p.items.map(() => null));
connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, (p) => {
  connection.onProgress(lsp.WorkDoneProgress.type, p.token, () => {});
});
connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => {});
connection.onRequest(lsp.CodeLensRefreshRequest.type, () => {});
connection.onNotification(lsp.LogMessageNotification.type, (p) => { if (p.type === lsp.MessageType.Error) problems.push(p.message); });
const published = [];
let wake;
connection.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => { published.push(p); wake?.(); });
connection.listen();

/** Waits for pushed diagnostics, or asks until they are as wanted. */
async function diagnostics(wanted) {
  for (const end = Date.now() + 30000; Date.now() < end;) {
    if (pulls) {
      const report = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
      assert.equal(report.kind, 'full');
      assert.ok(report.resultId);
      if (wanted(report.items)) return report.items;
    } else {
      const hit = published.findLast((p) => p.uri === uri);
      if (hit && wanted(hit.diagnostics)) return hit.diagnostics;
      await new Promise((r) => { wake = r; setTimeout(r, 200); });
    }
  }
  throw new Error('no such diagnostics');
}

const code = (promise) => promise.then(() => 'answered', (e) => e.code);
const document = { textDocument: { uri } };

assert.equal(await code(connection.sendRequest(lsp.HoverRequest.type, { ...document, position: { line: 0, character: 0 } })), lsp.ErrorCodes.ServerNotInitialized);
const init = await connection.sendRequest(lsp.InitializeRequest.type, { ...params, processId: process.pid });
assert.equal(init.serverInfo.name, 'cdylib-ls');
const encoding = init.capabilities.positionEncoding;
assert.ok((can.general?.positionEncodings ?? ['utf-16']).includes(encoding), encoding);
assert.equal(init.capabilities.diagnosticProvider !== undefined, pulls);
await connection.sendNotification(lsp.InitializedNotification.type, {});

const text = readFileSync(file, 'utf8');
await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'rust', version: 1, text } });
const found = await diagnostics((d) => d.length > 0);
for (const d of found) {
  assert.ok(lsp.Diagnostic.is(d), JSON.stringify(d));
  assert.equal(d.source, 'cdylib-ls');
  if (d.codeDescription) assert.match(readFileSync(fileURLToPath(d.codeDescription.href), 'utf8'), new RegExp(d.code));
}
const [{ range }] = found;

if (pulls) {
  const all = await connection.sendRequest(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  const mine = all.items.find((i) => i.uri === uri);
  assert.equal(mine.version, 1);
  const again = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { ...document, previousResultId: mine.resultId });
  assert.equal(again.kind, 'unchanged');
}

const hover = await connection.sendRequest(lsp.HoverRequest.type, { ...document, position: range.start });
assert.ok(lsp.Hover.is(hover), JSON.stringify(hover));
const actions = await connection.sendRequest(lsp.CodeActionRequest.type, { ...document, range, context: { diagnostics: found } });
assert.ok(actions.length > 0);
const resolves = can.textDocument.codeAction?.resolveSupport?.properties.includes('edit') && can.textDocument.codeAction.dataSupport;
for (const offered of actions) {
  if (resolves) assert.equal(offered.edit, undefined, 'an edit before it was asked for');
  const a = offered.data ? await connection.sendRequest(lsp.CodeActionResolveRequest.type, offered) : offered;
  assert.ok(lsp.CodeAction.is(a), JSON.stringify(a));
  if (a.edit) assert.ok(lsp.WorkspaceEdit.is(a.edit), JSON.stringify(a.edit));
  if (a.edit && can.workspace.workspaceEdit?.documentChanges) assert.ok(a.edit.documentChanges, 'plain changes for a client that has versions');
}
for (const lens of await connection.sendRequest(lsp.CodeLensRequest.type, document)) assert.ok(lsp.CodeLens.is(lens), JSON.stringify(lens));
const symbols = await connection.sendRequest(lsp.DocumentSymbolRequest.type, document);
assert.ok(symbols.length > 0);
for (const s of symbols) assert.ok(lsp.DocumentSymbol.is(s), JSON.stringify(s));
const [item] = await connection.sendRequest(lsp.CallHierarchyPrepareRequest.type, { ...document, position: symbols[0].selectionRange.start });
const calls = await connection.sendRequest(lsp.CallHierarchyOutgoingCallsRequest.type, { item });
assert.ok(calls.length > 0 && calls.every((c) => lsp.Range.is(c.fromRanges[0])));
const completion = await connection.sendRequest(lsp.CompletionRequest.type, { ...document, position: { line: 0, character: 0 } });
assert.ok(Array.isArray(completion.items) && completion.isIncomplete === false, JSON.stringify(completion));

// Cancelled by the library, whose ids are numbers.
const source = new lsp.CancellationTokenSource();
const late = connection.sendRequest(lsp.HoverRequest.type, { ...document, position: range.start }, source.token);
source.cancel();
assert.ok(['answered', lsp.LSPErrorCodes.RequestCancelled].includes(await code(late)));

await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 2 }, contentChanges: [{ text: 'fn main() {}\n' }] });
await diagnostics((d) => d.length === 0);
await connection.sendNotification(lsp.DidCloseTextDocumentNotification.type, document);
assert.equal(await code(connection.sendRequest('no/such/method', {})), lsp.ErrorCodes.MethodNotFound);
assert.equal(registered.includes('workspace/didChangeWatchedFiles'), can.workspace.didChangeWatchedFiles?.dynamicRegistration ?? false);
assert.equal(await connection.sendRequest(lsp.ShutdownRequest.type), null);
assert.equal(await code(connection.sendRequest(lsp.HoverRequest.type, { ...document, position: range.start })), lsp.ErrorCodes.InvalidRequest);
await connection.sendNotification(lsp.ExitNotification.type);
assert.equal(await exited, 0);
assert.equal(pulls && published.length > 0, false, 'pushed to a client that pulls');
assert.deepEqual(problems, []);
connection.dispose();
console.log(`${basename(recorded)}: ${encoding}, ${pulls ? 'pull' : 'push'}, ${found.length} diagnostics, ${actions.length} actions`);
