import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../domain/errors.js';

export const PASSWORD_MIN = 8;
/** argon2 takes any length; whoever sends megabytes wants our CPU. */
export const PASSWORD_MAX = 128;

/** argon2id, OWASP's second choice: 19 MiB, two passes, one lane. The library's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hashes run on libuv's four threads; one stays free for DNS and files. */
const SLOTS = Math.max(2, Math.min(availableParallelism(), 3));
const MAX_WAITING = 256;
const RETRY_AFTER_SECONDS = 5;

/** The right to hash now. */
export interface HashSlot {
  hash(password: string): Promise<string>;
  verify(hashed: string, password: string): Promise<boolean>;
}

const SLOT: HashSlot = { hash: (password) => hash(password, COST), verify };

/**
 * A hash that no password has. An unknown account costs one verification against it, so that the answer
 * takes as long as a wrong password's.
 */
export const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${random(16)}$${random(32)}`;

/** Hashing costs some 85 ms of CPU: few at a time, the others wait in a short queue, the rest is told to come back. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * Runs `work` when it is its turn to hash.
   * @throws service_unavailable when too many wait already
   */
  async inSlot<T>(work: (slot: HashSlot) => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work(SLOT);
    } finally {
      this.leave();
    }
  }

  hash(password: string): Promise<string> {
    return this.inSlot((slot) => slot.hash(password));
  }

  private async enter(): Promise<void> {
    if (this.running < SLOTS) {
      this.running++;
      return;
    }
    if (this.waiting.length >= MAX_WAITING)
      throw new DomainError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Hands the slot on, so that nobody who comes now overtakes those who wait. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
  }
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64').replace(/=+$/, '');
}
