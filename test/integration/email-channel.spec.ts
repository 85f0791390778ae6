import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email as ParsedMail } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { EmailChannel } from '../../src/notifications/channels/email.channel.js';
import { SendFailure } from '../../src/notifications/channels/send-failure.js';
import { appointmentEmail } from '../../src/notifications/templates/appointment-email.js';
import { userEmail } from '../../src/notifications/templates/user-email.js';
import { MAIL_CONTEXT, userFacts, visitOf } from '../support/messages.js';
import { testEnv } from '../support/test-env.js';

const ID = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a13';

/** A mail server with a certificate that only it has signed; keeps what it takes, and whether that was encrypted. */
async function openServer(options: SMTPServerOptions = {}) {
  const taken: { raw: Buffer; secure: boolean }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    // It would warn that its certificate is no good; that is what it is here for.
    logger: false,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({ raw: Buffer.concat(chunks), secure: session.secure });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { taken, port, close: () => new Promise<void>((done) => server.close(() => done())) };
}

describe('the email channel', () => {
  const open: (() => unknown)[] = [];

  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function connect(scheme: string, query: string, options: SMTPServerOptions = {}) {
    const server = await openServer(options);
    const smtpUrl = `${scheme}://127.0.0.1:${server.port}${query}`;
    const more = { smtpUrl, mailFrom: MAIL_CONTEXT.sender, publicUrl: 'https://kept.example' };
    const channel = new EmailChannel(testEnv('postgres://unused', more));
    open.push(() => channel.onApplicationShutdown(), server.close);
    return { channel, taken: server.taken };
  }

  const parse = (raw: Buffer | undefined): Promise<ParsedMail> => PostalMime.parse(raw ?? '');
  const booking = (locale = 'en') =>
    appointmentEmail(visitOf('created', 'patient', {}, locale), MAIL_CONTEXT);

  it('sends text, HTML and an invitation as one message, and the invitation as a file', async () => {
    const { channel, taken } = await connect('smtp', '?ignoreTLS=true');
    const email = booking('fr');
    await channel.send(ID, email);
    const mail = await parse(taken[0]?.raw);
    expect(mail.subject).toBe(email.subject);
    expect(mail.from).toEqual({ name: 'Hope Clinic', address: 'appointments@hope.example' });
    expect(mail.to).toEqual([{ name: 'Amina Otieno', address: 'amina@example.org' }]);
    // The parser adds the text of the invitation.
    expect(mail.text).toContain(email.text.trimEnd());
    expect(mail.html?.trimEnd()).toBe(email.html.trimEnd());
    const [invitation, file] = mail.attachments;
    expect(invitation).toMatchObject({ mimeType: 'text/calendar', method: 'REQUEST' });
    expect(file).toMatchObject({
      mimeType: 'application/ics',
      filename: 'invite.ics',
      disposition: 'attachment',
    });
    for (const part of [invitation, file])
      expect(contentOf(part).trimEnd().split('\n')).toEqual(email.calendar?.content.trimEnd().split('\r\n'));
    const raw = taken[0]?.raw.toString() ?? '';
    expect(raw).toMatch(
      /multipart\/alternative[^]*text\/plain[^]*text\/html[^]*text\/calendar; charset=utf-8;\s+method=REQUEST/i,
    );
  });

  it('says how to get no more of them, that nobody wrote it by hand, and which message it is', async () => {
    const { channel, taken } = await connect('smtp', '?ignoreTLS=true');
    await channel.send(ID, booking());
    const { headers } = await parse(taken[0]?.raw);
    const header = (name: string) => headers.find(({ key }) => key === name)?.value;
    expect(header('list-unsubscribe')).toBe('<https://kept.example/unsubscribe?token=abc>');
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('auto-submitted')).toBe('auto-generated');
    expect(header('content-language')).toBe('en');
    expect(header('message-id')).toBe(`<${ID}@kept.example>`);
  });

  it('sends what is about an account without either', async () => {
    const { channel, taken } = await connect('smtp', '?ignoreTLS=true');
    const link = 'https://kept.example/reset-password?token=x';
    await channel.send(ID, userEmail('password_reset', userFacts(), 'amina@example.org', link));
    const { headers, attachments } = await parse(taken[0]?.raw);
    expect(headers.filter(({ key }) => key.startsWith('list-'))).toEqual([]);
    expect(attachments).toEqual([]);
  });

  it.each([
    ['smtp', {}],
    ['smtps', { secure: true }],
  ])('encrypts, by %s', async (scheme, options) => {
    const { channel, taken } = await connect(scheme, '?tls.rejectUnauthorized=false', options);
    await channel.send(ID, booking());
    expect(taken.map(({ secure }) => secure)).toEqual([true]);
  });

  it.each([
    ['the certificate of a stranger', '', {}],
    ['no encryption, where it is asked for', '?requireTLS=true', { disabledCommands: ['STARTTLS'] }],
  ])('sends nothing to a server with %s, and tries again later', async (_, query, options) => {
    const { channel, taken } = await connect('smtp', query, options);
    const failure: unknown = await channel.send(ID, booking()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SendFailure);
    expect(taken).toEqual([]);
  });
});

function contentOf(part: { content: ArrayBuffer | Uint8Array | string } | undefined): string {
  const content = part?.content ?? '';
  const text = typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8');
  // The parser makes its own line breaks.
  return text.replaceAll('\r\n', '\n');
}
