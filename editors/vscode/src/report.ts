// What goes into a bug report: versions, settings and the log, without a path that is
// outside of the workspace.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { withoutPaths } from './paths';

const kept = 200; // lines of the log

// Recorder keeps the last lines of a log channel.
export class Recorder {
  readonly channel: vscode.LogOutputChannel;
  readonly #lines: string[] = [];

  constructor(channel: vscode.LogOutputChannel) {
    const lines = this.#lines;
    const levels = new Set(['append', 'appendLine', 'trace', 'debug', 'info', 'warn', 'error']);
    this.channel = new Proxy(channel, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') {
          return value;
        }
        return (...args: unknown[]): unknown => {
          if (typeof name === 'string' && levels.has(name)) {
            lines.push(`${name.startsWith('append') ? '' : `[${name}] `}${args.map(String).join(' ')}`.trimEnd());
            lines.splice(0, Math.max(0, lines.length - kept));
          }
          return Reflect.apply(value, target, args) as unknown;
        };
      },
    });
  }

  lines(): readonly string[] {
    return this.#lines;
  }
}

// copyReport puts a report into the clipboard.
export async function copyReport(context: vscode.ExtensionContext, recorder: Recorder, server: string): Promise<void> {
  const own = context.extension.packageJSON as { version: string };
  const settings = JSON.stringify(vscode.workspace.getConfiguration('cdylib-ls'), (_, v: unknown) => v ?? undefined, 2);
  const text = [
    `extension ${own.version}, server ${server}, VS Code ${vscode.version}, ${process.platform} ${process.arch}`,
    `${vscode.workspace.isTrusted ? 'trusted' : 'restricted'} workspace of ${String(vscode.workspace.workspaceFolders?.length ?? 0)} folders`,
    '', 'Settings:', '```json', settings, '```', '', 'Log:', '```', ...recorder.lines(), '```', '',
  ].join('\n');
  const folders = (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath);
  await vscode.env.clipboard.writeText(withoutPaths(text, folders, homedir()));
  void vscode.window.showInformationMessage('The bug report is in the clipboard. Look it over before you paste it.');
}
