import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from 'smtp-server';

export interface ReceivedMail {
  to: string;
  messageId: string;
  raw: string;
}

/** A mail server that does what a test says: takes, refuses, dawdles, goes away and comes back. */
export class SmtpSink {
  readonly received: ReceivedMail[] = [];
  /** The answer to an address: null to take it, or an SMTP code. */
  codeFor: (address: string) => number | null = () => null;
  /** Runs when a message is here and before the server says so. */
  beforeYes: () => Promise<void> = () => Promise.resolve();
  private server: SMTPServer | null = null;

  private constructor(readonly port: number) {}

  static async open(port: number): Promise<SmtpSink> {
    const sink = new SmtpSink(port);
    await sink.listen();
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: (address, _session, done) => done(this.refusalOf(address)),
      onData: (stream, session, done) => {
        // Whoever sends may be killed in the middle.
        this.take(stream, session.envelope.rcptTo).then(() => done(null), done);
      },
    });
    this.server.on('error', () => undefined);
    const listening = once(this.server.server, 'listening');
    this.server.listen(this.port, '127.0.0.1');
    await listening;
    const address = this.server.server.address() as AddressInfo;
    if (address.port !== this.port) throw new Error('another port');
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((done) => server.close(() => done()));
  }

  private refusalOf({ address }: SMTPServerAddress): Error | null {
    const code = this.codeFor(address);
    // As real servers do: the sentence repeats the address.
    return code === null ? null : Object.assign(new Error(`5.1.1 <${address}>: no`), { responseCode: code });
  }

  private async take(stream: SMTPServerDataStream, to: readonly SMTPServerAddress[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    const messageId = /^message-id: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
    this.received.push({ to: to.map(({ address }) => address).join(), messageId, raw });
    await this.beforeYes();
  }
}
