import * as vscode from 'vscode';
import { addSuppression, explainRule, inspectLibrary, showCallChain } from './commands';
import { LifecycleView, type Node } from './lifecycle';
import { Pages } from './pages';
import { Session } from './session';
import { Status } from './status';

let session: Session | undefined;

// What tests look at.
export interface Api { readonly lifecycle: LifecycleView }

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel('cdylib-ls', { log: true });
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
