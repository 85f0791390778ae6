// @ts-check
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';

/**
 * @typedef {{ id: string, message_id: string, from: string, to: string, subject: string, date: string }} MailSummary
 *   `date`: when it arrived, ISO 8601
 * @typedef {{ filename: string, mime_type: string, size: number }} MailAttachment
 * @typedef {MailSummary & { text: string, html: string, attachments: MailAttachment[] }} Mail
 */

/** The name of a message: when it came in, to sort by, and a counter for those of one millisecond. */
const ID = /^\d{8}T\d{9}Z-\d{6}$/;

/**
 * Messages as `.eml` files in a folder, the newest first.
 * @param {string} directory
 */
export function openMailStore(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  /** @type {Map<string, MailSummary>} */
  const summaries = new Map();
  let counter = 0;

  /** @param {string} id */
  const fileOf = (id) => path.join(directory, `${id}.eml`);

  /** @param {string} id */
  const parse = async (id) => PostalMime.parse(await readFile(fileOf(id)));

  /** @param {string} id @returns {Promise<MailSummary>} */
  const summaryOf = async (id) => {
    const known = summaries.get(id);
    if (known) return known;
    const summary = summarize(id, await parse(id));
    summaries.set(id, summary);
    return summary;
  };

  return {
    /** @param {Buffer} raw @returns {string} its id */
    add(raw) {
      counter = (counter + 1) % 1_000_000;
      const now = new Date().toISOString().replace(/[-:.]/g, '');
      const id = `${now}-${String(counter).padStart(6, '0')}`;
      // Written aside and renamed: whoever lists the folder never reads half a message.
      writeFileSync(`${fileOf(id)}.new`, raw, { mode: 0o600 });
      renameSync(`${fileOf(id)}.new`, fileOf(id));
      return id;
    },

    /** @param {number} limit @returns {Promise<MailSummary[]>} */
    async list(limit) {
      const ids = readdirSync(directory)
        .map((name) => path.basename(name, '.eml'))
        .filter((id) => ID.test(id));
      return Promise.all(ids.sort().reverse().slice(0, limit).map(summaryOf));
    },

    /** @param {string} id @returns {Promise<Mail | null>} */
    async find(id) {
      if (!ID.test(id) || !statSync(fileOf(id), { throwIfNoEntry: false })) return null;
      const email = await parse(id);
      const attachments = email.attachments.map((attachment, index) => ({
        filename: attachment.filename ?? `attachment-${index + 1}`,
        mime_type: attachment.mimeType,
        size: bytesOf(attachment).length,
      }));
      return { ...(await summaryOf(id)), text: email.text ?? '', html: email.html ?? '', attachments };
    },

    /** @param {string} id @param {number} index @returns {Promise<{ filename: string, content: Buffer } | null>} */
    async findAttachment(id, index) {
      const mail = await this.find(id);
      const attachment = mail && (await parse(id)).attachments[index];
      if (!mail || !attachment) return null;
      return { filename: mail.attachments[index]?.filename ?? 'attachment', content: bytesOf(attachment) };
    },
  };
}

/** @typedef {ReturnType<typeof openMailStore>} MailStore */

/** @param {string} id @param {import('postal-mime').Email} email @returns {MailSummary} */
function summarize(id, email) {
  return {
    id,
    message_id: email.messageId ?? '',
    from: addressOf(email.from),
    to: (email.to ?? []).map(addressOf).join(', '),
    subject: email.subject ?? '',
    date: arrivalOf(id),
  };
}

/** 20260115T093000123Z-000001 → 2026-01-15T09:30:00.123Z @param {string} id */
const arrivalOf = (id) =>
  id.replace(/^(\d{4})(\d{2})(\d{2}T)(\d{2})(\d{2})(\d{2})(\d{3}Z).*/, '$1-$2-$3$4:$5:$6.$7');

/** @param {import('postal-mime').Address | undefined} address @returns {string} */
function addressOf(address) {
  if (!address) return '';
  if (address.group) return address.group.map(addressOf).join(', ');
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? '');
}

/** @param {import('postal-mime').Attachment} attachment */
function bytesOf({ content }) {
  return typeof content === 'string'
    ? Buffer.from(content)
    : Buffer.from(/** @type {ArrayBuffer} */ (content));
}
