// What is on the page of a workbench.
import { join } from 'node:path';
import { out } from './world.mjs';

// shot keeps the screen as out/vscode-NAME.png.
export function shot(page, name) {
  return page.screenshot({ path: join(out, `vscode-${name}.png`) });
}

// watched runs the body; when it fails the screen is kept.
export async function watched(page, body) {
  try {
    await body();
  } catch (e) {
    await shot(page, 'failure');
    throw e;
  }
}

// squiggles lists the text above each squiggle that is visible, as the pixels have it.
export function squiggles(page) {
  return page.evaluate(() => {
    const out = [];
    for (const squiggle of document.querySelectorAll('.squiggly-error, .squiggly-warning, .squiggly-info')) {
      const box = squiggle.getBoundingClientRect();
      let under = '';
      for (const line of document.querySelectorAll('.view-line')) {
        const row = line.getBoundingClientRect();
        if (row.bottom <= box.top || row.top >= box.bottom - 1) continue;
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (let i = 0; i < node.length; i += 1) {
            const range = document.createRange();
            range.setStart(node, i);
            range.setEnd(node, i + 1);
            const letter = range.getBoundingClientRect();
            const middle = (letter.left + letter.right) / 2;
            if (middle > box.left && middle < box.right) under += node.data[i];
          }
        }
      }
      out.push(under);
    }
    return out.sort();
  });
}

// run types a command of the palette.
export async function run(page, command) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-box input').waitFor();
  await page.keyboard.type(command);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: command }).waitFor();
  await page.keyboard.press('Enter');
}
