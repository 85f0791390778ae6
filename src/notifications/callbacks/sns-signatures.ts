import { type KeyObject, X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../domain/errors.js';
import { Clock } from '../../platform/clock.js';
import { isSignedWith, type SnsMessage } from './sns-message.js';
import { amazonUrl, SnsWeb } from './sns-web.js';

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{1,64}\.pem$/;
/** A region has one, and a new one about once a year. */
const MOST_KEYS = 8;
const MINUTE = 60_000;
/** Whoever knows our topic's name may name certificates; it is not for us to ask Amazon for all of them. */
const FETCHES_A_MINUTE = 10;

/** Tells messages of Amazon SNS from those of anybody else. */
@Injectable()
export class SnsSignatures {
  private readonly keys = new Map<string, KeyObject>();
  /** Those that are being fetched: who asks meanwhile waits for the same answer. */
  private readonly underWay = new Map<string, Promise<KeyObject>>();
  private fetchedAt: number[] = [];

  constructor(
    private readonly web: SnsWeb,
    private readonly clock: Clock,
  ) {}

  /** @throws forbidden; service_unavailable where the certificate cannot be had now, and SNS is to try again */
  async assertSigned(message: SnsMessage): Promise<void> {
    const key = await this.keyAt(amazonUrl(message.SigningCertURL, message.TopicArn));
    if (!isSignedWith(key, message))
      throw new DomainError('forbidden', { detail: 'Amazon SNS did not sign this.' });
  }

  private async keyAt(url: URL): Promise<KeyObject> {
    if (!CERTIFICATE_PATH.test(url.pathname))
      throw new DomainError('forbidden', { detail: 'This is no certificate of Amazon SNS.' });
    const known = this.keys.get(url.href) ?? this.underWay.get(url.href);
    if (known) return known;
    const fetching = this.fetchKey(url).finally(() => this.underWay.delete(url.href));
    this.underWay.set(url.href, fetching);
    return fetching;
  }

  private async fetchKey(url: URL): Promise<KeyObject> {
    const now = this.clock.now();
    this.fetchedAt = this.fetchedAt.filter((at) => at > now - MINUTE);
    if (this.fetchedAt.length >= FETCHES_A_MINUTE) throw new DomainError('service_unavailable');
    this.fetchedAt.push(now);
    const key = keyOf(await this.web.get(url));
    if (this.keys.size >= MOST_KEYS) this.keys.clear();
    this.keys.set(url.href, key);
    return key;
  }
}

function keyOf(pem: string): KeyObject {
  try {
    return new X509Certificate(pem).publicKey;
  } catch {
    throw new DomainError('forbidden', { detail: 'This is no certificate.' });
  }
}
