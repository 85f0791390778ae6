import { Injectable } from '@nestjs/common';
import { DomainError } from '../../domain/errors.js';

const PATIENCE_MS = 5_000;
/** A certificate has two kilobytes. */
const MAX_BYTES = 64 * 1024;
const TOPIC = /^arn:(?<partition>[a-z-]+):sns:(?<region>[a-z0-9-]+):/;

/**
 * The address, where it is one of Amazon SNS in the topic's region: nothing else is ever asked, whatever a message says.
 * @throws forbidden
 */
export function amazonUrl(text: string, topicArn: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  if (!url || !isPlain || url.hostname !== hostOf(topicArn))
    throw new DomainError('forbidden', { detail: 'This address is not one of Amazon SNS.' });
  return url;
}

function hostOf(topicArn: string): string | null {
  const { partition, region } = TOPIC.exec(topicArn)?.groups ?? {};
  if (region === undefined) return null;
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** Fetches what SNS names in its messages; its caller has checked the address by {@link amazonUrl}. */
@Injectable()
export class SnsWeb {
  /** @throws forbidden: it is not there; service_unavailable: Amazon does not answer, and will send the message again */
  async get(url: URL): Promise<string> {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      () => null,
    );
    if (!response || response.status >= 500) throw new DomainError('service_unavailable');
    if (!response.ok) throw new DomainError('forbidden', { detail: 'Amazon does not know this address.' });
    return read(response);
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MAX_BYTES) throw new DomainError('forbidden', { detail: 'The answer is too long.' });
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
