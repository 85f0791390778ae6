import { smtpOptions } from './smtp-options.js';

it.each([
  ['smtp://user:secret@mail.example:587', true],
  ['smtp://user:secret@10.0.0.5:25', true],
  ['smtp://relay.internal:25', false],
  ['smtp://user:secret@localhost:1025', false],
  ['smtp://user:secret@127.0.0.1:1025', false],
  ['smtp://user:secret@[::1]:1025', false],
  ['smtp://user:secret@localhost.example:25', true],
])('%s insists on TLS: %s', (url, insists) => expect(smtpOptions(url).requireTLS).toBe(insists));
