import { toSendFailure } from './smtp-failure.js';

const ADDRESS = 'amina@example.org';

describe('a failure of the mail server', () => {
  it.each([
    [
      'a mailbox that is not there',
      { responseCode: 550, command: 'RCPT TO', response: `550 5.1.1 <${ADDRESS}> unknown` },
      true,
    ],
    [
      'content that is refused',
      { responseCode: 554, command: 'DATA', response: `554 5.7.1 no ${ADDRESS}` },
      true,
    ],
    ['an address that cannot be one', { code: 'EENVELOPE' }, true],
    [
      'a full mailbox',
      { responseCode: 452, command: 'RCPT TO', response: `452 4.2.2 ${ADDRESS} over quota` },
      false,
    ],
    ['our own wrong password', { responseCode: 535, command: 'AUTH PLAIN', code: 'EAUTH' }, false],
    ['our own address refused', { responseCode: 553, command: 'MAIL FROM', code: 'EENVELOPE' }, false],
    ['no connection', { code: 'ECONNECTION', command: 'CONN' }, false],
    ['a timeout', { code: 'ETIMEDOUT' }, false],
    ['something unheard of', undefined, false],
  ])('%s', (_, error, permanent) => {
    const failure = toSendFailure(error);
    expect(failure.permanent).toBe(permanent);
    expect(failure.message).not.toContain('amina');
  });

  it('keeps the codes', () => {
    const error = { responseCode: 550, command: 'RCPT TO', response: '550 5.1.1 unknown' };
    expect(toSendFailure(error).message).toBe('The mail server refused the message (550 5.1.1).');
  });
});
