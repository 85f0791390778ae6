import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../domain/errors.js';
import { Clock } from '../platform/clock.js';
import { Database, retrying, rows } from '../platform/database/database.js';

const WINDOW_MS = 15 * 60 * 1_000;
/** The net over all addresses of an account, and over all accounts of an address, is this much wider. */
const WIDER = 20;
/** Every so many attempts, some forgotten windows are removed. */
const SWEEP_EVERY = 50;
const SWEEP_ROWS = 200;

/** What is being tried; each counts for itself. */
export type AttemptPurpose = 'sign_in' | 'register' | 'change_password' | 'forgot_password';

interface Window {
  key: string;
  max: number;
}

interface CountedWindow {
  key: string;
  attempts: number;
  started_at: Date;
}

/** One counted attempt. */
export interface Attempt {
  readonly windows: readonly Window[];
  /** Why it may not go on; null: it may. */
  readonly exceeded: { retryAfterSeconds: number; isFirst: boolean } | null;
}

/**
 * Limits attempts in PostgreSQL, for all processes together. An attempt counts before it is tried, so that
 * guessing in parallel gains nothing, and is given back when it was right.
 */
@Injectable()
export class AttemptLimiter {
  private sinceSweep = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Counts one attempt on `account` (an identifier as typed, or an id; null: none in particular) from `address`.
   * The caller looks at `exceeded`, or lets {@link assertAllowed} do so.
   */
  async count(purpose: AttemptPurpose, account: string | null, address: string): Promise<Attempt> {
    const windows = this.windowsOf(purpose, account, address);
    if (windows.length === 0) return { windows, exceeded: null };
    const now = this.clock.now();
    if (this.sinceSweep++ % SWEEP_EVERY === 0) await this.sweep(now);
    const counted = await this.run<CountedWindow>(countOne(windows, now));
    const attempt = { windows, exceeded: judge(windows, counted, now) };
    // Who is refused already must not use up the wider nets, or one address could lock an account for all.
    if (attempt.exceeded) await this.giveBack({ windows: windows.slice(1) });
    return attempt;
  }

  /** @throws too_many_attempts */
  async assertAllowed(purpose: AttemptPurpose, account: string | null, address: string): Promise<Attempt> {
    const attempt = await this.count(purpose, account, address);
    if (attempt.exceeded) throw tooManyAttempts(attempt.exceeded.retryAfterSeconds);
    return attempt;
  }

  /** The attempt was right: it does not count. */
  async giveBack(attempt: Pick<Attempt, 'windows'>): Promise<void> {
    const keys = attempt.windows.map((window) => window.key);
    if (keys.length === 0) return;
    await this.run(
      sql`UPDATE attempt_window SET attempts = greatest(attempts - 1, 0) WHERE key IN
          (SELECT key FROM attempt_window WHERE key = ANY (${keys}) ORDER BY key FOR UPDATE)`,
    );
  }

  /** Forgets what failed before for this account from this address. */
  async clear(purpose: AttemptPurpose, accounts: readonly string[], address: string): Promise<void> {
    const keys = accounts.map((account) => this.keyOf(purpose, 'pair', account, address));
    await this.run(sql`DELETE FROM attempt_window WHERE key = ANY (${keys})`);
  }

  /** Apart from any surrounding transaction: a failed attempt that is undone would not count. */
  private run<Row>(statement: Sql): Promise<Row[]> {
    return this.database.apart(() => retrying(() => rows<Row>(this.database.manager, statement)));
  }

  private windowsOf(purpose: AttemptPurpose, account: string | null, address: string): Window[] {
    const max = this.env.loginAttemptsPer15Minutes;
    if (max === 0) return [];
    const ofAddress = { key: this.keyOf(purpose, 'address', address), max: max * WIDER };
    if (account === null) return [ofAddress];
    return [
      { key: this.keyOf(purpose, 'pair', account, address), max },
      { key: this.keyOf(purpose, 'account', account), max: max * WIDER },
      ofAddress,
    ];
  }

  /** Keyed, because a plain hash of a national ID is found by trying them all. */
  private keyOf(...parts: string[]): string {
    const text = JSON.stringify(['attempt', ...parts.map((part) => part.trim().toLowerCase())]);
    return createHmac('sha256', this.env.jwtSecret).update(text).digest('hex');
  }

  private async sweep(now: number): Promise<void> {
    await this.run(
      sql`DELETE FROM attempt_window WHERE key IN
          (SELECT key FROM attempt_window WHERE started_at <= ${new Date(now - WINDOW_MS)}
           LIMIT ${SWEEP_ROWS} FOR UPDATE SKIP LOCKED)`,
    );
  }
}

export function tooManyAttempts(retryAfterSeconds: number): DomainError {
  return new DomainError('too_many_attempts', { retryAfterSeconds });
}

/** Adds one to each window, starting those anew that are over; in one order, so that two at once do not deadlock. */
function countOne(windows: readonly Window[], now: number): Sql {
  const keys = windows.map((window) => window.key).sort();
  const over = sql`w.started_at <= ${new Date(now - WINDOW_MS)}`;
  return sql`INSERT INTO attempt_window AS w (key, started_at, attempts)
    SELECT key, ${new Date(now)}, 1 FROM unnest(${keys}::text[]) key
    ON CONFLICT (key) DO UPDATE SET
      attempts = CASE WHEN ${over} THEN 1 ELSE w.attempts + 1 END,
      started_at = CASE WHEN ${over} THEN excluded.started_at ELSE w.started_at END
    RETURNING key, attempts, started_at`;
}

function judge(
  windows: readonly Window[],
  counted: readonly CountedWindow[],
  now: number,
): Attempt['exceeded'] {
  const byKey = new Map(counted.map((window) => [window.key, window]));
  for (const { key, max } of windows) {
    const window = byKey.get(key);
    if (!window || window.attempts <= max) continue;
    const endsIn = window.started_at.getTime() + WINDOW_MS - now;
    return {
      retryAfterSeconds: Math.max(1, Math.ceil(endsIn / 1_000)),
      isFirst: window.attempts === max + 1,
    };
  }
  return null;
}
