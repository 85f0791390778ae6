// @ts-check
// The inbox page of the mail catcher: one page, one style sheet, one script, served as they are here.
// Messages come as JSON and are put in as text, so nothing in them is ever taken for markup of this page.

export const INBOX_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kept – caught mail</title>
<link rel="stylesheet" href="inbox.css">
</head>
<body>
<header><h1>Caught mail</h1><p id="count" role="status"></p><a href="phones">Text messages</a></header>
<main>
<nav aria-label="Messages"><ol id="list"></ol><p id="empty" hidden>Nothing yet. What Kept sends shows up here by itself.</p></nav>
<article id="message" aria-live="polite" hidden>
<button id="back" type="button">← All messages</button>
<h2 id="subject"></h2>
<dl><dt>From</dt><dd id="from"></dd><dt>To</dt><dd id="to"></dd><dt>Arrived</dt><dd id="date"></dd></dl>
<ul id="attachments" aria-label="Attachments"></ul>
<iframe id="html" title="The message as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h3>As text</h3>
<pre id="text"></pre>
</article>
</main>
<script src="inbox.js"></script>
</body>
</html>
`;

export const INBOX_CSS = `:root { color-scheme: light dark; --line: light-dark(#dfe3e8, #343a42); --soft: light-dark(#f5f7f9, #1d2126);
  --accent: #0b7a75; --muted: light-dark(#5c6670, #9aa5b1); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: baseline; padding: .8rem 1.2rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.1rem; }
header p { margin: 0; color: var(--muted); }
header a { margin-left: auto; color: inherit; }
main { flex: 1; display: grid; grid-template-columns: minmax(16rem, 24rem) 1fr; }
nav { border-right: 1px solid var(--line); max-height: calc(100vh - 3.4rem); overflow-y: auto; }
ol { list-style: none; margin: 0; padding: 0; }
nav button { display: block; width: 100%; padding: .7rem 1.2rem; border: 0; border-bottom: 1px solid var(--line);
  border-left: 3px solid transparent; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
nav button:hover { background: var(--soft); }
nav button[aria-current] { border-left-color: var(--accent); background: var(--soft); }
nav strong, nav span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav span { color: var(--muted); font-size: .86rem; }
#empty { padding: 1.2rem; color: var(--muted); }
article { padding: 1.2rem; min-width: 0; }
h2 { margin: 0 0 .6rem; font-size: 1.3rem; overflow-wrap: anywhere; }
h3 { margin: 1.4rem 0 .4rem; font-size: .95rem; color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0 0 1rem; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
#attachments { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; padding: 0; list-style: none; }
#attachments a { display: block; padding: .3rem .7rem; border: 1px solid var(--line); border-radius: 1rem; color: inherit; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; color-scheme: light; }
pre { margin: 0; padding: 1rem; border-radius: .4rem; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
.phone { display: flex; flex-direction: column; gap: .6rem; max-width: 24rem; padding: 1.2rem; border: 1px solid var(--line); border-radius: 1.6rem; }
.phone p { margin: 0; padding: .6rem .9rem; border-radius: 1rem 1rem 1rem .2rem; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
.phone time { color: var(--muted); font-size: .8rem; }
#back { display: none; margin-bottom: 1rem; }
[hidden] { display: none !important; }
@media (max-width: 46rem) {
  main { display: block; }
  nav { border-right: 0; max-height: none; }
  body.reading nav { display: none; }
  body.reading #back { display: inline-block; }
}
`;

export const INBOX_JS = `'use strict';
const at = (id) => document.getElementById(id);
const newest = new Map();
let shown = '';

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function time(date) {
  return new Date(date).toLocaleString();
}

function row(mail) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(element('strong', mail.subject || '(no subject)'), element('span', mail.to), element('span', time(mail.date)));
  button.addEventListener('click', () => { location.hash = mail.id; });
  const item = document.createElement('li');
  item.append(button);
  return { item, button };
}

async function refresh() {
  try {
    const mails = await (await fetch('messages')).json();
    for (const mail of mails) if (!newest.has(mail.id)) newest.set(mail.id, row(mail));
    const items = mails.map((mail) => newest.get(mail.id).item);
    if (items.some((item, index) => at('list').children[index] !== item)) at('list').replaceChildren(...items);
    at('empty').hidden = mails.length > 0;
    at('count').textContent = mails.length === 1 ? '1 message' : mails.length + (mails.length < 200 ? ' messages' : ' newest messages');
    mark();
  } catch {
    at('count').textContent = 'Kept is not running.';
  }
}

function mark() {
  for (const [id, { button }] of newest) {
    if (id === shown) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
}

function attachment(id, file, index) {
  const link = element('a', file.filename + ' · ' + Math.max(1, Math.round(file.size / 1024)) + ' kB');
  link.href = 'messages/' + id + '/attachments/' + index;
  link.download = file.filename;
  const item = document.createElement('li');
  item.append(link);
  return item;
}

async function show() {
  shown = location.hash.slice(1);
  document.body.classList.toggle('reading', shown !== '');
  mark();
  const answer = shown && (await fetch('messages/' + encodeURIComponent(shown)));
  at('message').hidden = !answer || !answer.ok;
  if (!answer || !answer.ok) return;
  const mail = await answer.json();
  for (const field of ['from', 'to', 'text']) at(field).textContent = mail[field];
  at('subject').textContent = mail.subject || '(no subject)';
  at('date').textContent = time(mail.date);
  at('attachments').replaceChildren(...mail.attachments.map((file, index) => attachment(mail.id, file, index)));
  at('html').hidden = mail.html === '';
  if (mail.html !== '') at('html').src = 'messages/' + mail.id + '/html';
}

at('back').addEventListener('click', () => { location.hash = ''; });
addEventListener('hashchange', show);
refresh().then(show);
setInterval(refresh, 2000);
`;
