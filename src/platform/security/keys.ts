import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Env } from '../../config/env.js';

/**
 * What is signed or sealed, and what is checked with it. Two keys while the secret changes (docs/operations.md):
 * what the other secret signed still counts, everything new is signed with the first.
 */
export interface Keys {
  readonly signing: KeyObject;
  /** The signing one first. */
  readonly accepted: readonly KeyObject[];
}

type Secrets = Pick<Env, 'jwtSecret' | 'jwtSecretPrevious'>;

/** Every secret that counts, the one that signs first. */
export function acceptedSecrets({ jwtSecret, jwtSecretPrevious }: Secrets): readonly [string, ...string[]] {
  return jwtSecretPrevious === null ? [jwtSecret] : [jwtSecret, jwtSecretPrevious];
}

/** The installation's keys for one purpose. What is made for one is worth nothing for another. */
export function keysFor(purpose: string, secrets: Secrets): Keys {
  return toKeys(
    acceptedSecrets(secrets).map((secret) => createHmac('sha256', secret).update(purpose).digest()),
  );
}

/** The secrets themselves as keys: for access tokens, which others may have to check with the same secret. */
export function secretKeys(secrets: Secrets): Keys {
  return toKeys(acceptedSecrets(secrets).map((secret) => Buffer.from(secret)));
}

/** As a `KeyObject` a secret is prepared once; else it would be for each request, at eight times the cost. */
function toKeys(secrets: readonly Buffer[]): Keys {
  const accepted = secrets.map((secret) => createSecretKey(secret));
  const [signing] = accepted;
  if (!signing) throw new Error('no secret, no keys');
  return { signing, accepted };
}
