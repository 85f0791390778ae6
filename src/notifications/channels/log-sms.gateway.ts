import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { maskAddress } from '../contact.js';
import type { SmsGateway } from './sms-gateway.js';

/**
 * Sends nothing: says in the log that it would have, without the text or the whole number. Where a folder
 * is named, each message is kept there whole, for a demo's inbox.
 */
export class LogSmsGateway implements SmsGateway {
  readonly name = 'log';

  constructor(
    private readonly logger: Logger,
    private readonly folder: string | null = null,
  ) {}

  async send(to: string, text: string): Promise<{ gateway_message_id: string }> {
    const id = `log-${uuidv7()}`;
    if (this.folder !== null) await keep(this.folder, { id, to, text, date: new Date().toISOString() });
    this.logger.info({ gateway_message_id: id, to: maskAddress(to), characters: text.length }, 'sms sent');
    return { gateway_message_id: id };
  }
}

/** Whoever reads the folder finds whole messages only. */
async function keep(folder: string, message: { id: string; to: string; text: string; date: string }) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${message.id}.json`);
  await writeFile(`${file}.unfinished`, JSON.stringify(message), { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
}
