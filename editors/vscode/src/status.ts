// The language status item: whether the server runs, and how many findings there are.
import * as vscode from 'vscode';
import type { Condition, Session } from './session';

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('cdylib-ls.status',
    [{ scheme: 'file', language: 'rust' }, { scheme: 'file', pattern: '**/Cargo.toml' }]);
  readonly #subscriptions: vscode.Disposable[];
  #condition: Condition = { state: 'stopped' };

  constructor(session: Session) {
    this.#item.name = 'cdylib-ls';
    this.#subscriptions = [
      session.onDidChange((condition) => { this.#condition = condition; this.#show(); }),
      vscode.languages.onDidChangeDiagnostics(() => { this.#show(); }),
    ];
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #show(): void {
    const item = this.#item;
    const condition = this.#condition;
    item.busy = condition.state === 'starting';
    item.severity = condition.state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    switch (condition.state) {
      case 'failed':
        item.text = 'cdylib-ls: no server';
        item.detail = condition.message;
        item.command = { command: 'workbench.action.openSettings', title: 'Open Settings', arguments: ['cdylib-ls.server.path'] };
        break;
      case 'stopped':
        item.text = 'cdylib-ls: stopped';
        item.detail = '';
        item.command = { command: 'cdylib-ls.restart', title: 'Start Server' };
        break;
      default:
        item.text = condition.state === 'starting' ? 'cdylib-ls: starting' : `cdylib-ls: ${counts()}`;
        item.detail = `server ${condition.server.version}, ${condition.server.command}`;
        item.command = { command: 'cdylib-ls.restart', title: 'Restart Server' };
    }
  }
}

// counts says how many findings of which weight there are: "2 errors, 1 warning".
function counts(): string {
  const words = ['error', 'warning', 'information', 'hint'];
  const found = words.map(() => 0);
  for (const [, diagnostics] of vscode.languages.getDiagnostics()) {
    for (const d of diagnostics) {
      if (d.source === 'cdylib-ls') {
        found[d.severity] = (found[d.severity] ?? 0) + 1;
      }
    }
  }
  const parts = found.slice(0, 3).flatMap((n, i) => (n === 0 ? [] : [`${n} ${words[i] ?? ''}${n > 1 && i < 2 ? 's' : ''}`]));
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
