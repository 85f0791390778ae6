import { type KeyObject, X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../domain/errors.js';
import { Clock } from '../../platform/clock.js';
import { SharedCounts } from '../../platform/security/shared-counts.js';
import { isSignedWith, type SnsMessage } from './sns-message.js';
import { amazonUrl, SnsWeb } from './sns-web.js';

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{1,64}\.pem$/;
/** A region has one, and a new one about once a year. */
const MOST_KEYS = 8;
/**
 * Of one address. Whoever knows our topic's name may name certificates; it is not for us to ask Amazon for all of them,
 * nor for them to use up what SNS itself needs.
 */
const FETCHES_A_MINUTE = 10;

/** Tells messages of Amazon SNS from those of anybody else. */
@Injectable()
export class SnsSignatures {
  /** The one that was used last comes last. */
  private readonly keys = new Map<string, KeyObject>();
  /** Those that are being fetched: who asks meanwhile waits for the same answer. */
  private readonly underWay = new Map<string, Promise<KeyObject>>();
  /** By address; of this process alone. */
  private readonly fetches = new SharedCounts(null, 'kept:sns');

  constructor(
    private readonly web: SnsWeb,
    private readonly clock: Clock,
  ) {}

  /**
   * @param address where the message comes from
   * @throws forbidden; service_unavailable where the certificate cannot be had now, and SNS is to try again
   */
  async assertSigned(message: SnsMessage, address: string): Promise<void> {
    const key = await this.keyAt(amazonUrl(message.SigningCertURL, message.TopicArn), address);
    if (!isSignedWith(key, message))
      throw new DomainError('forbidden', { detail: 'Amazon SNS did not sign this.' });
  }

  private async keyAt(url: URL, address: string): Promise<KeyObject> {
    if (!CERTIFICATE_PATH.test(url.pathname))
      throw new DomainError('forbidden', { detail: 'This is no certificate of Amazon SNS.' });
    const known = this.knownAt(url) ?? this.underWay.get(url.href);
    if (known) return known;
    if (this.fetches.add(address, this.clock.now()) > FETCHES_A_MINUTE)
      throw new DomainError('service_unavailable');
    const fetching = this.fetchKey(url).finally(() => this.underWay.delete(url.href));
    this.underWay.set(url.href, fetching);
    return fetching;
  }

  private knownAt({ href }: URL): KeyObject | undefined {
    const key = this.keys.get(href);
    if (key) this.remember(href, key);
    return key;
  }

  private async fetchKey(url: URL): Promise<KeyObject> {
    const key = keyOf(await this.web.get(url));
    this.remember(url.href, key);
    return key;
  }

  /** Beyond the most, the one that nobody has used for longest is forgotten. */
  private remember(href: string, key: KeyObject): void {
    this.keys.delete(href);
    this.keys.set(href, key);
    const [oldest] = this.keys.keys();
    if (oldest !== undefined && this.keys.size > MOST_KEYS) this.keys.delete(oldest);
  }
}

function keyOf(pem: string): KeyObject {
  try {
    return new X509Certificate(pem).publicKey;
  } catch {
    throw new DomainError('forbidden', { detail: 'This is no certificate.' });
  }
}
