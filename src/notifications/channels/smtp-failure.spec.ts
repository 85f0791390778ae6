import type { FailureKind } from './send-failure.js';
import { toSendFailure } from './smtp-failure.js';

const ADDRESS = 'amina@example.org';

describe('a failure of the mail server', () => {
  it.each<[string, object | undefined, FailureKind]>([
    [
      'a mailbox that is not there',
      { responseCode: 550, command: 'RCPT TO', response: `550 5.1.1 <${ADDRESS}> unknown` },
      'permanent',
    ],
    [
      'content that is refused',
      { responseCode: 554, command: 'DATA', response: `554 5.7.1 no ${ADDRESS}` },
      'permanent',
    ],
    ['an address that cannot be one', { code: 'EENVELOPE' }, 'permanent'],
    [
      'a full mailbox',
      { responseCode: 452, command: 'RCPT TO', response: `452 4.2.2 ${ADDRESS} over quota` },
      'passing',
    ],
    ['our own wrong password', { responseCode: 535, command: 'AUTH PLAIN', code: 'EAUTH' }, 'unreachable'],
    ['a server that is closing', { responseCode: 421, command: 'RCPT TO' }, 'unreachable'],
    [
      'our own address refused',
      { responseCode: 553, command: 'MAIL FROM', code: 'EENVELOPE' },
      'unreachable',
    ],
    ['no connection', { code: 'ECONNECTION', command: 'CONN' }, 'unreachable'],
    ['a timeout', { code: 'ETIMEDOUT' }, 'unreachable'],
    ['something unheard of', undefined, 'unreachable'],
  ])('%s', (_, error, kind) => {
    const failure = toSendFailure(error);
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain('amina');
  });

  it('keeps the codes', () => {
    const error = { responseCode: 550, command: 'RCPT TO', response: '550 5.1.1 unknown' };
    expect(toSendFailure(error).message).toBe('The mail server refused the message (550 5.1.1).');
  });
});
