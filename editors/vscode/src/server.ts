// Where the server is: the setting, the binary bundled with the extension, PATH.
import { execFile } from 'node:child_process';
import { constants, promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Request } from './request';

const run = promisify(execFile);

// The oldest server that has everything the extension asks for.
const oldest = [0, 1, 0] as const;

// Pages and reports are far smaller; a runaway is cut off.
const maxOutput = 16 << 20;

const executable = process.platform === 'win32' ? 'cdylib-ls.exe' : 'cdylib-ls';

export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

// ServerProblem is why there is no server to start. Its message ends with the
// next step.
export class ServerProblem extends Error {}

// findServer returns the server to start, or throws a ServerProblem. A path that
// is set and leads nowhere is a problem: starting another server instead would
// hide the mistake.
export async function findServer(context: vscode.ExtensionContext): Promise<Server> {
  const settings = vscode.workspace.getConfiguration('cdylib-ls');
  const args = settings.get<string[]>('server.args') ?? [];
  const configured = settings.get<string | null>('server.path') ?? '';
  if (configured !== '') {
    const command = configured.replace(/^~(?=[/\\])/, homedir());
    if (!path.isAbsolute(command)) {
      throw new ServerProblem(`The setting cdylib-ls.server.path is "${configured}". Give an absolute path.`);
    }
    if (!await isExecutable(command)) {
      throw new ServerProblem(`The setting cdylib-ls.server.path names ${command}, which is not there or cannot be run. Correct the setting.`);
    }
    return checked(command, args);
  }
  const bundled = context.asAbsolutePath(path.join('server', executable));
  if (await isExecutable(bundled)) {
    return checked(bundled, args);
  }
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const command = path.join(folder, executable);
    if (path.isAbsolute(command) && await isExecutable(command)) {
      return checked(command, args);
    }
  }
  throw new ServerProblem('The cdylib-ls server was not found: this build of the extension brings none and there is none on PATH. Install it, or set cdylib-ls.server.path.');
}

// output runs one of the server's commands that print a page or a report; no others
// are run. All but probe, which is asked about, read files and write none.
export async function output(server: Server, args: Request | readonly ['rules', '--format', 'json']): Promise<string> {
  try {
    return (await run(server.command, args, { maxBuffer: maxOutput })).stdout;
  } catch (e) {
    // A library that crashed is what a probe is asked for, and told of on the output.
    const { code, stdout } = e as { code?: unknown; stdout?: unknown };
    if (args[0] === 'probe' && code === 1 && typeof stdout === 'string' && stdout !== '') {
      return stdout;
    }
    throw e;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

async function checked(command: string, args: readonly string[]): Promise<Server> {
  let text: string;
  try {
    text = (await run(command, ['version'])).stdout;
  } catch (e) {
    throw new ServerProblem(`${command} does not answer to "version" (${firstLine(e)}). Install cdylib-ls ${oldest.join('.')} or newer, or correct cdylib-ls.server.path.`, { cause: e });
  }
  const version = /^cdylib-ls (\S+)/.exec(text)?.[1];
  if (version === undefined) {
    throw new ServerProblem(`${command} is not cdylib-ls: asked for its version it said "${text.trim().slice(0, 80)}". Correct cdylib-ls.server.path.`);
  }
  if (isOlder(version)) {
    throw new ServerProblem(`${command} is cdylib-ls ${version}, which is too old for this extension. Install ${oldest.join('.')} or newer.`);
  }
  return { command, args, version };
}

// isOlder compares with the oldest release that will do. A build from a checkout
// (v0.0.0-date-commit) has no release to compare.
function isOlder(version: string): boolean {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (parts === undefined || parts.every((n) => n === 0)) {
    return false;
  }
  for (const [i, want] of oldest.entries()) {
    const have = parts[i] ?? 0;
    if (have !== want) {
      return have < want;
    }
  }
  return false;
}

function firstLine(e: unknown): string {
  return String(e instanceof Error ? e.message : e).split('\n', 1)[0] ?? '';
}
