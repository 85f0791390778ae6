import { type KeyObject, X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../domain/errors.js';
import { isSignedWith, type SnsMessage } from './sns-message.js';
import { amazonUrl, SnsWeb } from './sns-web.js';

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{1,64}\.pem$/;
/** A region has one, and a new one about once a year. */
const MOST_KEYS = 8;

/** Tells messages of Amazon SNS from those of anybody else. */
@Injectable()
export class SnsSignatures {
  private readonly keys = new Map<string, KeyObject>();

  constructor(private readonly web: SnsWeb) {}

  /** @throws forbidden; service_unavailable where the certificate cannot be had now */
  async assertSigned(message: SnsMessage): Promise<void> {
    const key = await this.keyAt(message.SigningCertURL);
    if (!isSignedWith(key, message))
      throw new DomainError('forbidden', { detail: 'Amazon SNS did not sign this.' });
  }

  private async keyAt(address: string): Promise<KeyObject> {
    const url = amazonUrl(address);
    if (!CERTIFICATE_PATH.test(url.pathname))
      throw new DomainError('forbidden', { detail: 'This is no certificate of Amazon SNS.' });
    const known = this.keys.get(url.href);
    if (known) return known;
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
