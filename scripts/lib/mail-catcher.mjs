// @ts-check
import { SMTPServer } from 'smtp-server';
import { createInboxServer } from './inbox-server.mjs';
import { openMailStore } from './mail-store.mjs';
import { freePortFrom } from './ports.mjs';
import { openSmsStore } from './sms-store.mjs';

// Tests import this file, compiled to CommonJS: no import.meta and no top-level await in it, or in what it imports.

const HOST = '127.0.0.1';
const LARGEST_MESSAGE = 25_000_000;

/**
 * A mail server that delivers nothing: each message becomes an `.eml` file and shows up on an inbox page, beside the
 * text messages that the log gateway keeps.
 *
 * @param {object} options
 * @param {string} options.directory where the messages are kept
 * @param {string} [options.smsDirectory] where text messages are found (`SMS_LOG_DIR`)
 * @param {number} [options.smtpPort] preferred; the next free one is taken when it is in use
 * @param {number} [options.httpPort] preferred, likewise
 * @returns {Promise<{ smtpUrl: string, inboxUrl: string, close: () => Promise<void> }>}
 */
export async function startMailCatcher({ directory, smsDirectory = '', smtpPort = 1025, httpPort = 8025 }) {
  const store = openMailStore(directory);
  const smtp = createSmtpServer(store);
  const inbox = createInboxServer(store, openSmsStore(smsDirectory));
  const smtpAt = await listen(smtp, smtpPort);
  const inboxAt = await listen(inbox, httpPort);
  return {
    smtpUrl: `smtp://${HOST}:${smtpAt}`,
    inboxUrl: `http://${HOST}:${inboxAt}`,
    close: async () => {
      inbox.closeAllConnections();
      await Promise.all([closed(smtp), closed(inbox)]);
    },
  };
}

/** @param {import('./mail-store.mjs').MailStore} store */
function createSmtpServer(store) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // No look-up of the caller's name: it is this machine, and there may be no name server.
    disableReverseLookup: true,
    size: LARGEST_MESSAGE,
    // Connections of a worker that keeps them open for its next message are cut after this, when closing.
    closeTimeout: 500,
    onAuth: (_auth, _session, done) => done(null, { user: 'anyone' }),
    onData: (stream, _session, done) => {
      /** @type {Buffer[]} */
      const chunks = [];
      stream.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded)
          return done(Object.assign(new Error('Message too large'), { responseCode: 552 }));
        // Kept before the answer: who was told "accepted" finds the file.
        attempt(() => store.add(Buffer.concat(chunks)), done);
      });
    },
  });
  // A sender that hangs up is no reason to stop catching.
  server.on('error', () => undefined);
  return server;
}

/** @param {() => void} action @param {(error?: Error | null) => void} done */
function attempt(action, done) {
  try {
    action();
    done();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * @param {SMTPServer | import('node:http').Server} server @param {number} preferred
 * @returns {Promise<number>} the port
 */
async function listen(server, preferred) {
  const inner = server instanceof SMTPServer ? server.server : server;
  for (;;) {
    const port = preferred === 0 ? 0 : await freePortFrom(preferred);
    const got = await new Promise((resolve, reject) => {
      // Somebody else may take the port between the look and the listening: then another one.
      inner.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
        error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
      );
      server.listen(port, HOST, () =>
        resolve(/** @type {import('node:net').AddressInfo} */ (inner.address()).port),
      );
    });
    if (got !== null) return got;
  }
}

/** @param {{ close: (done: () => void) => void }} server @returns {Promise<void>} */
const closed = (server) => new Promise((resolve) => server.close(() => resolve()));
