'use strict';
const box = document.getElementById('search');
const results = document.getElementById('results');
const article = document.querySelector('article');
const up = document.body.dataset.up;

// rank of an entry for the words, 0 where one is missing: a title weighs most.
function rank(one, words) {
  let sum = 0;
  for (const word of words) {
    if (one.t.toLowerCase().includes(word)) sum += one.t.toLowerCase() === word ? 20 : 10;
    else if (one.p.toLowerCase().includes(word)) sum += 4;
    else if (one.x.toLowerCase().includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

// around is the text near the first word.
function around(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - 60);
  return (at > 0 ? '…' : '') + text.slice(at, at + 180);
}

function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  results.hidden = words.length === 0;
  article.hidden = !results.hidden;
  results.replaceChildren();
  if (results.hidden) return;
  const found = INDEX.map((one) => [rank(one, words), one]).filter(([r]) => r > 0).sort((a, b) => b[0] - a[0]);
  const count = document.createElement('p');
  count.textContent = found.length === 0 ? 'Nothing found' : `${found.length} found`;
  results.append(count);
  for (const [, one] of found.slice(0, 50)) {
    const link = document.createElement('a');
    link.href = up + one.u;
    link.textContent = one.p === one.t ? one.t : `${one.p} › ${one.t}`;
    const text = document.createElement('small');
    text.textContent = around(one.x, words[0]);
    link.append(text);
    results.append(link);
  }
}
box.addEventListener('input', search);
// page.html?q=words can be linked.
box.value = new URLSearchParams(location.search).get('q') ?? '';
search();
results.addEventListener('click', () => { box.value = ''; results.hidden = true; article.hidden = false; });
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== box) {
    event.preventDefault();
    box.focus();
  }
});
