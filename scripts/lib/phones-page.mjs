// @ts-check
// The page of text messages: one list for each phone, as the person sees it there. Its style is the inbox page's.
// Texts come as JSON and are put in as text, so nothing in them is ever taken for markup of this page.

export const PHONES_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kept – caught text messages</title>
<link rel="stylesheet" href="inbox.css">
</head>
<body>
<header><h1>Caught text messages</h1><p id="count" role="status"></p><a href="./">Mail</a></header>
<main>
<nav aria-label="Phones"><ol id="list"></ol><p id="empty" hidden>Nothing yet. What Kept sends shows up here by itself.</p></nav>
<article id="phone" aria-live="polite" hidden>
<button id="back" type="button">← All phones</button>
<h2 id="number"></h2>
<ol id="texts" class="phone"></ol>
</article>
</main>
<script src="phones.js"></script>
</body>
</html>
`;

export const PHONES_JS = `'use strict';
const at = (id) => document.getElementById(id);
let phones = new Map();
let seen = '';

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function item(...content) {
  const made = document.createElement('li');
  made.append(...content);
  return made;
}

function row(number, texts) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(element('strong', number), element('span', texts[0].text), element('span', time(texts[0])));
  if (number === shown()) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => { location.hash = number; });
  return item(button);
}

function bubble(text) {
  return item(element('p', text.text), element('time', time(text)));
}

function time(text) {
  return new Date(text.date).toLocaleString();
}

function shown() {
  return decodeURIComponent(location.hash.slice(1));
}

function draw() {
  at('list').replaceChildren(...[...phones].map(([number, texts]) => row(number, texts)));
  const texts = phones.get(shown());
  document.body.classList.toggle('reading', texts !== undefined);
  at('phone').hidden = texts === undefined;
  if (!texts) return;
  at('number').textContent = shown();
  // As on a phone: the newest at the bottom.
  at('texts').replaceChildren(...texts.toReversed().map(bubble));
}

async function refresh() {
  try {
    const answer = await (await fetch('texts')).text();
    if (answer === seen) return;
    const texts = JSON.parse(answer);
    phones = new Map();
    for (const text of texts) phones.set(text.to, [...(phones.get(text.to) ?? []), text]);
    seen = answer;
    at('empty').hidden = texts.length > 0;
    at('count').textContent = texts.length + (texts.length === 1 ? ' message' : ' messages');
    draw();
  } catch {
    at('count').textContent = 'Kept is not running.';
    seen = '';
  }
}

at('back').addEventListener('click', () => { location.hash = ''; });
addEventListener('hashchange', draw);
refresh();
setInterval(refresh, 2000);
`;
