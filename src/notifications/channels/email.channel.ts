import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { SEND_PATIENCE_MS } from '../limits.js';
import { oneLine } from '../one-line.js';
import { withPatience } from './patience.js';
import type { CalendarEntry } from '../templates/calendar-entry.js';
import { SendFailure } from './send-failure.js';
import { toSendFailure } from './smtp-failure.js';
import { smtpOptions } from './smtp-options.js';

export interface Email {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** BCP 47, of the words in it. */
  language: string;
  calendar: CalendarEntry | null;
  /** Where one stops getting emails like this one; null where there is no choice. */
  unsubscribeUrl: string | null;
}

/** What a mail server can be given as one recipient; anything that could become two, or a header, is none. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@]{1,64}@[^\s<>()[\]\\,;:"@]{1,253}$/;

/** Emails, by SMTP. */
@Injectable()
export class EmailChannel implements OnApplicationShutdown {
  private readonly transport: Transporter<{ messageId?: string }> | null;

  constructor(@Inject(ENV) private readonly env: Env) {
    this.transport = env.smtpUrl === null ? null : createTransport(smtpOptions(env.smtpUrl));
    if (!this.transport)
      new Logger(EmailChannel.name).warn('SMTP_URL is not set: emails are skipped (not_configured).');
  }

  get isConfigured(): boolean {
    return this.transport !== null;
  }

  /**
   * Hands one email to the mail server. The Message-ID follows from the notification, so that a repeat,
   * after a crash between the server's yes and our mark, can be recognised as one.
   * @throws SendFailure
   */
  async send(notificationId: string, email: Email): Promise<{ gateway_message_id: string }> {
    const messageId = `<${notificationId}@${new URL(this.env.publicUrl).hostname}>`;
    const { name, address } = email.to;
    if (!ADDRESS.test(address))
      throw new SendFailure('The address is not one that mail can be sent to.', 'permanent');
    await this.transmit({
      messageId,
      from: this.env.mailFrom,
      to: { name: oneLine(name), address },
      subject: oneLine(email.subject),
      text: email.text,
      html: email.html,
      headers: headersOf(email),
      ...(email.calendar && { icalEvent: { ...email.calendar, filename: 'invite.ics' } }),
    });
    return { gateway_message_id: messageId };
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }

  private async transmit(mail: Parameters<Transporter['sendMail']>[0]): Promise<void> {
    if (!this.transport) throw new SendFailure('There is no mail server.', 'unreachable');
    try {
      const limits = { disableFileAccess: true, disableUrlAccess: true };
      const { transport } = this;
      await withPatience(SEND_PATIENCE_MS, (signal) => transport.sendMail({ ...mail, ...limits, signal }));
    } catch (error) {
      throw toSendFailure(error);
    }
  }
}

/** One click (RFC 8058) is how mail programs offer to unsubscribe, instead of `spam`. */
function headersOf({ language, unsubscribeUrl }: Email): Record<string, string> {
  const headers = { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
  if (unsubscribeUrl === null) return headers;
  const oneClick = 'List-Unsubscribe=One-Click';
  return { ...headers, 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': oneClick };
}
