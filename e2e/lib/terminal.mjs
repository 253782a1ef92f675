// Neovim's own terminal UI in tmux, and its screen as text and as a picture.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { atEnd, out } from './world.mjs';

const [columns, rows] = [110, 30];

// startTerminal runs a command in a terminal of its own and returns what reads
// its screen and types into it.
export function startTerminal(t, dir, env, command) {
  const socket = join(dir, 'tmux');
  const tmux = (...args) => execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env });
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '-e', 'COLORTERM=truecolor', ...command);
  atEnd(t, () => { spawnSync('tmux', ['-S', socket, 'kill-server'], { stdio: 'ignore' }); });
  return {
    screen: () => tmux('capture-pane', '-p'),
    type: (...keys) => tmux('send-keys', ...keys),
    // shot keeps the screen as out/NAME.txt and out/NAME.png.
    async shot(name) {
      writeFileSync(join(out, `${name}.txt`), tmux('capture-pane', '-p'));
      const browser = await launch();
      try {
        const page = await browser.newPage({ viewport: { width: columns * 9 + 24, height: rows * 18 + 24 } });
        await page.setContent(html(tmux('capture-pane', '-p', '-e')));
        await page.screenshot({ path: join(out, `${name}.png`) });
      } finally {
        await browser.close();
      }
    },
  };
}

const basic = ['#000', '#c00', '#0a0', '#a80', '#36c', '#a3a', '#0aa', '#ccc', '#777', '#f55', '#5f5', '#ff5', '#69f', '#f5f', '#5ff', '#fff'];

// indexed is a colour of the 256-colour palette.
function indexed(n) {
  if (n < 16) return basic[n];
  if (n > 231) return `rgb(${Array(3).fill(8 + (n - 232) * 10)})`;
  return `rgb(${[36, 6, 1].map((d) => [0, 95, 135, 175, 215, 255][Math.floor((n - 16) / d) % 6])})`;
}

const resets = { 22: ['bold'], 23: ['italic'], 24: ['underline'], 27: ['inverse'], 39: ['fg'], 49: ['bg'], 59: ['line'] };
const sets = { 1: 'bold', 3: 'italic', 7: 'inverse' };

// apply changes a style as one SGR sequence says.
function apply(style, codes) {
  const parts = codes === '' ? ['0'] : codes.split(';');
  for (let k = 0; k < parts.length; k += 1) {
    const [n, ...sub] = parts[k].split(':').map(Number);
    if (n === 38 || n === 48 || n === 58) {
      const a = sub.length ? sub : parts.slice(k + 1, k + 5).map(Number);
      if (!sub.length) k += a[0] === 5 ? 2 : 4;
      style[{ 38: 'fg', 48: 'bg', 58: 'line' }[n]] = a[0] === 5 ? indexed(a[1]) : `rgb(${sub.length > 4 ? a.slice(2, 5) : a.slice(1, 4)})`;
    } else if (n === 0) for (const key of Object.keys(style)) delete style[key];
    else if (n === 4) style.underline = sub[0] === 3 ? 'underline wavy' : 'underline';
    else if (sets[n]) style[sets[n]] = true;
    else if (resets[n]) for (const key of resets[n]) delete style[key];
    else if (n >= 30 && n < 38) style.fg = indexed(n - 30);
    else if (n >= 40 && n < 48) style.bg = indexed(n - 40);
    else if (n >= 90 && n < 98) style.fg = indexed(n - 82);
    else if (n >= 100 && n < 108) style.bg = indexed(n - 92);
  }
}

// html is a screen with SGR colours as a page.
function html(ansi) {
  const style = {};
  const css = () => {
    const [fg, bg] = style.inverse ? [style.bg ?? '#14161b', style.fg ?? '#e0e2ea'] : [style.fg, style.bg];
    return [fg && `color:${fg}`, bg && `background:${bg}`, style.bold && 'font-weight:bold', style.italic && 'font-style:italic',
      style.underline && `text-decoration:${style.underline} ${style.line ?? ''}`].filter(Boolean).join(';');
  };
  const body = ansi.split(/(\x1b\[[0-9;:]*m)/).map((part) => {
    const codes = /^\x1b\[([0-9;:]*)m$/.exec(part);
    if (codes) {
      apply(style, codes[1]);
      return '';
    }
    const text = part.replace(/\x1b[()][A-Z0-9]|[\x0e\x0f]/g, '').replace(/&/g, '&amp;').replace(/</g, '&lt;');
    return text && `<span style="${css()}">${text}</span>`;
  }).join('');
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:12px;background:#14161b}
pre{margin:0;color:#e0e2ea;font:15px/18px "DejaVu Sans Mono",monospace}</style><pre>${body}</pre>\n`;
}
