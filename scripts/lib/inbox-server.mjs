// @ts-check
import http from 'node:http';
import { INBOX_CSS, INBOX_HTML, INBOX_JS } from './inbox-page.mjs';
import { PHONES_HTML, PHONES_JS } from './phones-page.mjs';

const SHOWN = 200;
const MOST = 10_000;

/** The page itself may load only what we serve. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'";
/** A message may style itself and open links in a new tab; it runs no script and fetches nothing. */
const MESSAGE_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** @type {Record<string, { type: string, body: string }>} */
const PAGES = {
  '/': { type: 'text/html; charset=utf-8', body: INBOX_HTML },
  '/inbox.css': { type: 'text/css; charset=utf-8', body: INBOX_CSS },
  '/inbox.js': { type: 'text/javascript; charset=utf-8', body: INBOX_JS },
  '/phones': { type: 'text/html; charset=utf-8', body: PHONES_HTML },
  '/phones.js': { type: 'text/javascript; charset=utf-8', body: PHONES_JS },
};

/**
 * The inbox page and its JSON: `/messages?limit=`, `/messages/{id}`, `…/html`, `…/attachments/{index}`; and the
 * page of text messages with `/texts?limit=`.
 * @param {import('./mail-store.mjs').MailStore} store
 * @param {import('./sms-store.mjs').SmsStore} texts
 */
export function createInboxServer(store, texts) {
  return http.createServer((request, response) => {
    answer(store, texts, request, response).catch((/** @type {Error} */ error) => {
      if (!response.headersSent) send(response, 500, 'text/plain; charset=utf-8', `${error.message}\n`);
    });
  });
}

/**
 * @param {import('./mail-store.mjs').MailStore} store @param {import('./sms-store.mjs').SmsStore} texts
 * @param {http.IncomingMessage} request @param {http.ServerResponse} response
 */
async function answer(store, texts, request, response) {
  const url = new URL(request.url ?? '/', 'http://inbox');
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', '');
  const page = PAGES[url.pathname];
  if (page) return send(response, 200, page.type, page.body, { 'content-security-policy': PAGE_POLICY });
  const [first, id = '', part, index = ''] = url.pathname.split('/').slice(1);
  if (url.pathname === '/texts') return sendJson(response, await texts.list(limitOf(url)));
  if (first !== 'messages') return notFound(response);
  if (!id) return sendJson(response, await store.list(limitOf(url)));
  if (part === 'attachments') return sendAttachment(response, await store.findAttachment(id, Number(index)));
  const mail = await store.find(id);
  if (!mail) return notFound(response);
  if (part === 'html') return sendMessage(response, mail.html);
  return part ? notFound(response) : sendJson(response, mail);
}

/** @param {URL} url */
function limitOf(url) {
  const limit = Number(url.searchParams.get('limit'));
  return limit >= 1 ? Math.min(Math.floor(limit), MOST) : SHOWN;
}

/** @param {http.ServerResponse} response @param {string} html */
function sendMessage(response, html) {
  const policy = { 'content-security-policy': MESSAGE_POLICY };
  send(response, 200, 'text/html; charset=utf-8', `<base target="_blank">${html}`, policy);
}

/** @param {http.ServerResponse} response @param {{ filename: string, content: Buffer } | null} attachment */
function sendAttachment(response, attachment) {
  if (!attachment) return notFound(response);
  const name = encodeURIComponent(attachment.filename);
  // Always a download: an attached page must not run at this address.
  const headers = { 'content-disposition': `attachment; filename*=UTF-8''${name}` };
  send(response, 200, 'application/octet-stream', attachment.content, headers);
}

/** @param {http.ServerResponse} response */
const notFound = (response) => send(response, 404, 'text/plain; charset=utf-8', 'Not found\n');

/** @param {http.ServerResponse} response @param {unknown} value */
const sendJson = (response, value) =>
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));

/**
 * @param {http.ServerResponse} response @param {number} status @param {string} type @param {string | Buffer} body
 * @param {Record<string, string>} [headers]
 */
function send(response, status, type, body, headers = {}) {
  const always = { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, { ...always, 'referrer-policy': 'no-referrer', ...headers });
  response.end(body);
}
