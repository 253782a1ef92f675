// The lifecycle view: for each library what happens at load, on its threads, at unload
// and at exit, what is left behind and what it needs. The server answers with all of it.
import * as vscode from 'vscode';
import type { Session } from './session';

interface Location { readonly uri: string; readonly range: vscode.Range }
type Severity = 'error' | 'warning' | 'information' | 'hint';

interface Effect {
  readonly text: string;
  readonly detail: string;
  readonly through: string;
  readonly certain: boolean;
  readonly severity: Severity | null;
  readonly level: string | null;
  readonly rule: string | null;
  readonly location: Location | null;
}
interface Entry extends Effect { readonly whole: Location | null; readonly effects: readonly Effect[]; readonly more: number }
interface Section {
  readonly section: string;
  readonly title: string;
  readonly severity: Severity | null;
  readonly note: string;
  readonly entries: readonly Entry[];
  readonly more: number;
}
interface Reason { readonly kind: string; readonly id: string; readonly text: string; readonly location: Location | null }
interface Platform {
  readonly platform: string;
  readonly words: string;
  readonly because: readonly Reason[];
  readonly more: number;
}
interface Library {
  readonly id: string;
  readonly name: string;
  readonly host: string | null;
  readonly severity: Severity | null;
  readonly location: Location | null;
  readonly built: { readonly uri: string | null; readonly state: string; readonly text: string };
  readonly platforms: readonly Platform[];
  readonly sections: readonly Section[];
}
// What the server answers; see docs/schemas/lifecycle.schema.json.
export interface Lifecycle { readonly libraries: readonly Library[]; readonly more: number; readonly reading: boolean }

// Node is a line of the tree.
export interface Node {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: vscode.ThemeIcon | undefined;
  readonly open: boolean;
  readonly context: string;
  readonly rule: string | null;
  readonly location: Location | null;
  readonly whole: Location | null;
  readonly children: readonly Node[];
}

const icons: Record<Severity, [string, string]> = {
  error: ['error', 'list.errorForeground'], warning: ['warning', 'list.warningForeground'],
  information: ['info', 'charts.blue'], hint: ['lightbulb', 'charts.green'],
};

const sectionIcons: Record<string, string> = {
  load: 'debug-start', threads: 'server-process', call: 'plug', unload: 'debug-stop', exit: 'sign-out',
  'left-behind': 'archive', needs: 'references', unread: 'eye-closed',
};

// What a verdict looks like: what crashes is not missed among what stays.
const verdictIcons: Record<string, [string, string]> = {
  crashes: icons.error, 'may crash': icons.warning, undecided: ['question', 'charts.yellow'],
  unloads: ['pass', 'charts.green'], stays: ['pin', 'charts.blue'], never: ['pinned', 'charts.blue'],
};

const states: Record<string, string> = {
  none: 'not built', fresh: 'compared with its release build', unoptimised: 'debug build only',
  stale: 'built library is older', unread: 'built library not read',
};

function icon(of: [string, string] | undefined): vscode.ThemeIcon | undefined {
  return of && new vscode.ThemeIcon(of[0], new vscode.ThemeColor(of[1]));
}

const nothing = { open: false, context: '', rule: null, location: null, whole: null, children: [], icon: undefined };

// mark is what is proven of something, where it is more than that a call leads there.
function mark(e: Effect): string {
  const words = [e.level !== null && ['confirmed', 'observed', 'refuted', 'stale'].includes(e.level) ? e.level : '', e.certain ? '' : 'likely'];
  return words.filter((w) => w !== '').join(', ');
}

function joined(...parts: string[]): string {
  return parts.filter((p) => p !== '').join(' · ');
}

function more(id: string, count: number): Node[] {
  return count > 0 ? [{ ...nothing, id: `${id}/more`, label: `${count} more`, description: '', tooltip: 'The view is bounded; cdylib-ls check lists all of them.' }] : [];
}

// Numbers tells equal lines apart, in the order in which they come, so that what is
// folded out stays so when the view turns.
class Numbers {
  readonly #seen = new Map<string, number>();

  of(id: string): string {
    const n = this.#seen.get(id) ?? 0;
    this.#seen.set(id, n + 1);
    return n === 0 ? id : `${id}#${n}`;
  }
}

function effectNode(parent: string, numbers: Numbers, e: Effect): Node {
  const refuted = e.level === 'refuted';
  const level = e.level === null ? '' : `${e.level}${e.certain ? '' : ', likely'}`;
  return {
    ...nothing, id: numbers.of(`${parent}/${e.text}/${e.rule ?? ''}`), label: e.text, rule: e.rule, location: e.location,
    description: joined(mark(e), e.detail === '' ? e.through : e.detail),
    tooltip: [e.detail, e.through && `through ${e.through}`, e.rule && joined(e.rule, level)].filter((t) => t).join('\n') || e.text,
    icon: refuted ? new vscode.ThemeIcon('circle-slash') : e.severity === null ? new vscode.ThemeIcon('circle-outline') : icon(icons[e.severity]),
    context: e.rule === null ? 'effect' : 'finding',
  };
}

function entryNode(parent: string, numbers: Numbers, e: Entry): Node {
  const node = effectNode(parent, numbers, e);
  const inner = new Numbers();
  const children = [...e.effects.map((x) => effectNode(node.id, inner, x)), ...more(node.id, e.more)];
  return { ...node, whole: e.whole, children, open: e.severity === 'error' };
}

function sectionNode(library: string, s: Section): Node {
  const id = `${library}/${s.section}`;
  const numbers = new Numbers();
  const count = s.entries.length + s.more;
  return {
    ...nothing, id, label: s.title, icon: new vscode.ThemeIcon(sectionIcons[s.section] ?? 'circle-outline', s.severity === null ? undefined : new vscode.ThemeColor(icons[s.severity][1])),
    description: joined(count === 0 ? (s.note === '' ? 'nothing' : '') : String(count), s.note), tooltip: s.note === '' ? s.title : s.note,
    children: [...s.entries.map((e) => entryNode(id, numbers, e)), ...more(id, s.more)], open: s.severity === 'error' || s.severity === 'warning',
  };
}

// closedNode says what closing the library does: platforms of one verdict in one line.
function closedNode(library: string, l: Library): Node {
  const id = `${library}/closed`;
  const on = new Map<string, Platform[]>();
  for (const p of l.platforms) {
    on.set(p.words, [...on.get(p.words) ?? [], p]);
  }
  const children = [...on].map(([words, platforms]): Node => {
    const at = `${id}/${words}`;
    const numbers = new Numbers();
    const reasons = platforms.flatMap((p) => [
      ...p.because.map((r): Node => ({
        ...nothing, id: numbers.of(`${at}/${p.platform}/${r.id}`), label: r.id, description: joined(p.platform, r.text), tooltip: joined(`${r.kind} ${r.id}`, r.text), location: r.location,
        context: r.kind === 'rule' ? 'finding' : '', rule: r.kind === 'rule' ? r.id : null,
      })),
      ...more(`${at}/${p.platform}`, p.more),
    ]);
    return {
      ...nothing, id: at, label: words, description: `on ${platforms.map((p) => p.platform).join(', ')}`, icon: icon(verdictIcons[words]) ?? new vscode.ThemeIcon('question'),
      tooltip: platforms.map((p) => `${p.platform}: ${joined(p.words, ...p.because.slice(0, 3).map((r) => r.text === '' ? r.id : r.text))}`).join('\n'), children: reasons,
    };
  });
  const summary = [...on].map(([words, platforms]) => `${words} on ${platforms.map((p) => p.platform).join(', ')}`).join('; ');
  return { ...nothing, id, label: 'when closed', description: summary, tooltip: summary, icon: new vscode.ThemeIcon('debug-disconnect'), children, open: true };
}

function libraryNode(l: Library, alone: boolean): Node {
  const id = l.id;
  const built = states[l.built.state] ?? l.built.state;
  return {
    ...nothing, id, label: l.name, description: joined(l.host ?? '', built), location: l.location,
    tooltip: [l.name, l.host === null ? '' : `loaded by: ${l.host}`, built, l.built.text].filter((t) => t !== '').join('\n'),
    icon: l.severity === null ? new vscode.ThemeIcon('library') : icon(icons[l.severity]),
    children: [closedNode(id, l), ...l.sections.map((s) => sectionNode(id, s))], open: alone, context: 'library',
  };
}

function contains(at: Location | null, uri: string, position: vscode.Position): boolean {
  if (at?.uri !== uri) {
    return false;
  }
  const { start, end } = at.range;
  return (start.line < position.line || start.line === position.line && start.character <= position.character)
    && (position.line < end.line || position.line === end.line && position.character <= end.character);
}

export class LifecycleView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Node>;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #parents = new Map<string, Node>();
  #roots: readonly Node[] = [];
  #old = true; // what is shown is not what the server would answer
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#view = vscode.window.createTreeView('cdylib-ls.lifecycle', { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#changed, this.#view,
      session.onDidChange(({ state }) => {
        if (state === 'running') {
          void this.refresh();
        } else if (state !== 'starting') {
          this.#show({ libraries: [], more: 0, reading: false });
        }
      }),
      session.onLifecycle(() => {
        this.#old = true;
        // One that nobody sees is not asked for, unless it may have to appear.
        if (this.#view.visible || this.#roots.length === 0) {
          void this.refresh();
        }
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.#old) {
          void this.refresh();
        }
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => { this.#follow(textEditor); }),
      vscode.window.onDidChangeActiveTextEditor((editor) => { if (editor) { this.#follow(editor); } }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const s of this.#subscriptions) {
      s.dispose();
    }
  }

  // refresh asks the server anew.
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => { this.#asking = undefined; });
    return this.#asking;
  }

  // reveal shows the view, also where there is no library to show.
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand('setContext', 'cdylib-ls.viewWanted', true);
    await vscode.commands.executeCommand('cdylib-ls.lifecycle.focus');
    if (vscode.window.activeTextEditor) {
      this.#follow(vscode.window.activeTextEditor);
    }
  }

  // lines are what the tree holds, for tests: each line with its depth.
  lines(): string[] {
    const walk = (nodes: readonly Node[], depth: string): string[] =>
      nodes.flatMap((n) => [`${depth}${joined(n.label, n.description)}`, ...walk(n.children, `${depth}  `)]);
    return walk(this.#roots, '');
  }

  // selected is the line that the view stands on, for tests.
  selected(): string | undefined {
    return this.#view.selection[0]?.label;
  }

  getTreeItem(n: Node): vscode.TreeItem {
    const state = n.children.length === 0 ? vscode.TreeItemCollapsibleState.None
      : n.open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(n.label, state);
    item.id = n.id;
    item.description = n.description;
    item.tooltip = n.tooltip;
    item.contextValue = n.context;
    if (n.icon) {
      item.iconPath = n.icon;
    }
    if (n.location !== null) {
      const { uri, range } = n.location;
      item.command = { command: 'vscode.open', title: 'Go There', arguments: [vscode.Uri.parse(uri), { selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) }] };
    }
    item.accessibilityInformation = { label: joined(n.label, n.description) };
    return item;
  }

  getChildren(n?: Node): Node[] {
    return [...n === undefined ? this.#roots : n.children];
  }

  getParent(n: Node): Node | undefined {
    return this.#parents.get(n.id);
  }

  async #ask(): Promise<void> {
    while (this.#old) {
      this.#old = false;
      const answer = await this.#session.lifecycle();
      if (answer === undefined) {
        this.#old = true; // the server went away: the next one is asked
        return;
      }
      this.#show(answer);
    }
  }

  #show(answer: Lifecycle): void {
    const left = answer.more > 0 ? more('libraries', answer.more) : [];
    this.#roots = [...answer.libraries.map((l) => libraryNode(l, answer.libraries.length <= 3)), ...left];
    this.#parents.clear();
    const note = (parent: Node): void => {
      for (const child of parent.children) {
        this.#parents.set(child.id, parent);
        note(child);
      }
    };
    this.#roots.forEach(note);
    this.#view.message = answer.reading ? 'The built libraries are being read.' : '';
    void vscode.commands.executeCommand('setContext', 'cdylib-ls.hasLibraries', answer.libraries.length > 0);
    this.#changed.fire();
  }

  // follow selects what stands at the cursor, shortly after it has come to rest.
  #follow(editor: vscode.TextEditor): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#view.visible || editor !== vscode.window.activeTextEditor) {
        return;
      }
      const node = this.#at(editor.document.uri, editor.selection.active);
      if (node !== undefined && node !== this.#view.selection[0]) {
        void this.#view.reveal(node, { select: true, focus: false });
      }
    }, 150);
  }

  // at is the line for a place: what begins there, else an effect there, else the root
  // whose code it is in.
  #at(uri: vscode.Uri, position: vscode.Position): Node | undefined {
    const file = uri.toString();
    const all = this.#all();
    const holds = (at: Location | null): boolean => contains(at === null ? null : { ...at, uri: vscode.Uri.parse(at.uri).toString() }, file, position);
    return all.find((n) => n.children.length > 0 && holds(n.location)) ?? all.find((n) => holds(n.location)) ?? all.find((n) => holds(n.whole));
  }

  #all(): Node[] {
    const walk = (nodes: readonly Node[]): Node[] => nodes.flatMap((n) => [n, ...walk(n.children)]);
    return walk(this.#roots);
  }
}
