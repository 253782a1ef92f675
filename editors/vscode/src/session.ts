// The life of the server: one language client at a time, and what became of it.
import * as vscode from 'vscode';
import { LanguageClient, State, type LanguageClientOptions, type StaticFeature } from 'vscode-languageclient/node';
import { showCallsFrom } from './commands';
import type { Lifecycle } from './lifecycle';
import { findServer, ServerProblem, type Server } from './server';

export type Condition =
  | { readonly state: 'starting' | 'running'; readonly server: Server }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly message: string };

export class Session implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<Condition>();
  readonly onDidChange = this.#changed.event;
  readonly #turned = new vscode.EventEmitter<void>();
  readonly onLifecycle = this.#turned.event; // the lifecycle view is another
  #client: LanguageClient | undefined;
  // Starts and stops follow one another: two at once would leave two servers.
  #queue: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  // restart starts the server that the settings name now, in place of a running one.
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#enqueue(() => this.#stop());
  }

  // lifecycle asks for the lifecycle view; undefined without a server that has it.
  async lifecycle(): Promise<Lifecycle | undefined> {
    const client = this.#client;
    if (client?.state !== State.Running) {
      return undefined;
    }
    try {
      return await client.sendRequest<Lifecycle>('cdylib-ls/lifecycle', {});
    } catch (e) {
      this.#log.warn(`the lifecycle of the libraries: ${e instanceof Error ? e.message : String(e)}`);
      return undefined;
    }
  }

  // fixWorkspace has the server propose all safe fixes; the editor shows them first.
  async fixWorkspace(): Promise<void> {
    await this.#client?.sendRequest('workspace/executeCommand', { command: 'cdylib-ls.server.fixWorkspace', arguments: [] });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#turned.dispose();
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step, step);
    return this.#queue;
  }

  async #start(): Promise<void> {
    let server: Server;
    try {
      server = await findServer(this.#context);
    } catch (e) {
      if (!(e instanceof ServerProblem)) {
        throw e;
      }
      this.#fail(e.message);
      void offerHelp(e.message);
      return;
    }
    this.#log.info(`starting ${server.command} (${server.version})`);
    const client = new LanguageClient('cdylib-ls', 'cdylib-ls',
      { command: server.command, args: ['serve', ...server.args] }, this.#options());
    client.registerFeature(announcement);
    client.onNotification('cdylib-ls/lifecycleChanged', () => { this.#turned.fire(); });
    client.onDidChangeState(({ newState }) => {
      if (client === this.#client) {
        this.#changed.fire(newState === State.Stopped ? { state: 'stopped' }
          : { state: newState === State.Running ? 'running' : 'starting', server });
      }
    });
    this.#client = client;
    try {
      await client.start();
    } catch (e) {
      // The client has shown why in a message of its own.
      this.#fail(`${server.command} did not start: ${e instanceof Error ? e.message : String(e)}`);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) {
      return;
    }
    try {
      await client.stop();
    } catch (e) {
      // It had not started, or ended on its way out: gone either way.
      this.#log.warn(`stopping the server: ${e instanceof Error ? e.message : String(e)}`);
    }
    await client.dispose();
    this.#changed.fire({ state: 'stopped' });
  }

  #fail(message: string): void {
    this.#log.error(message);
    this.#changed.fire({ state: 'failed', message });
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: 'file', language: 'rust' },
        { scheme: 'file', pattern: '**/Cargo.toml' },
        { scheme: 'file', pattern: '**/.cargo/config.toml' },
      ],
      outputChannel: this.#log,
      middleware: {
        // The server would open a file; here a rule's page is a read-only tab.
        executeCommand: (command, args, next): unknown => (command === 'cdylib-ls.server.explainRule'
          ? vscode.commands.executeCommand('cdylib-ls.explainRule', ...args as unknown[])
          : command === 'cdylib-ls.server.showChain' ? showCallsFrom(...args as [unknown, unknown]) : next(command, args)),
      },
    };
  }
}

// announcement tells the server that this client wants to hear when the view turns.
const announcement: StaticFeature = {
  fillClientCapabilities(capabilities) {
    const own: Record<string, unknown> = { 'cdylib-ls': { lifecycle: true } };
    capabilities.experimental = { ...capabilities.experimental as object | undefined, ...own };
  },
  initialize() { /* nothing to start */ },
  getState() { return { kind: 'static' }; },
  clear() { /* nothing to end */ },
};

async function offerHelp(message: string): Promise<void> {
  const [settings, install] = ['Open Settings', 'How to Install'];
  const choice = await vscode.window.showErrorMessage(message, settings, install);
  if (choice === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'cdylib-ls.server.path');
  } else if (choice === install) {
    await vscode.env.openExternal(vscode.Uri.parse('https://github.com/cdylib-ls/cdylib-ls#readme'));
  }
}
