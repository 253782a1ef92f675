import * as vscode from 'vscode';
import { addSuppression, explainRule, inspectLibrary, showCallChain } from './commands';
import { Pages } from './pages';
import { Session } from './session';
import { Status } from './status';

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('cdylib-ls', { log: true });
  const current = new Session(context, log);
  session = current;
  const pages = new Pages(context);
  const command = (name: string, run: (...args: unknown[]) => unknown) =>
    vscode.commands.registerCommand(`cdylib-ls.${name}`, run);
  context.subscriptions.push(
    log, current, pages, new Status(current),
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
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
