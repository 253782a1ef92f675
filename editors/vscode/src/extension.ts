import * as vscode from 'vscode';
import { addSuppression, explainRule, inspectLibrary, pickLibrary, showCallChain, showGraph } from './commands';
import { LifecycleView, type Node } from './lifecycle';
import { SourceLinks } from './links';
import { Pages } from './pages';
import { probeLibrary, traceHost } from './probe';
import { copyReport, Recorder } from './report';
import { findServer } from './server';
import { Session } from './session';
import { Status } from './status';
import { checkTasks } from './tasks';

let session: Session | undefined;

// What tests look at.
export interface Api { readonly lifecycle: LifecycleView }

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const recorder = new Recorder(vscode.window.createOutputChannel('cdylib-ls', { log: true }));
  const log = recorder.channel;
  const current = new Session(context, log);
  session = current;
  const pages = new Pages(context);
  const lifecycle = new LifecycleView(current);
  const command = (name: string, run: (...args: unknown[]) => unknown) =>
    vscode.commands.registerCommand(`cdylib-ls.${name}`, run);
  context.subscriptions.push(
    log, current, pages, lifecycle, new Status(current),
    command('showLifecycle', () => lifecycle.reveal()),
    command('explainEntry', (node) => explainRule(context, pages, (node as Node).rule)),
    command('restart', () => current.restart()),
    command('showOutput', () => { log.show(); }),
    command('explainRule', (id) => explainRule(context, pages, id)),
    command('inspectLibrary', (uri) => inspectLibrary(pages, uri)),
    command('showCallChain', showCallChain),
    command('addSuppression', addSuppression),
    command('showGraph', () => showGraph(pages)),
    command('probeLibrary', async (uri) => probeLibrary(pages, uri instanceof vscode.Uri ? uri : await pickLibrary())),
    command('traceHost', async () => { traceHost((await findServer(context)).command); }),
    command('fixWorkspace', () => current.fixWorkspace()),
    command('copyReport', async () => copyReport(context, recorder, await findServer(context).then((s) => s.version, String))),
    vscode.languages.registerDocumentLinkProvider({ scheme: 'cdylib-ls' }, new SourceLinks()),
    vscode.tasks.registerTaskProvider('cdylib-ls', checkTasks(async () => (await findServer(context)).command)),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration('cdylib-ls.server')) {
        void current.restart();
      }
    }),
  );
  await current.restart();
  return { lifecycle };
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
