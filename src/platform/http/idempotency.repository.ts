import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { ErrorCode, ErrorDetails } from '../../domain/errors.js';
import { firstRow, rows } from '../database/database.js';

/** How long a key's first answer is given again. */
export const KEY_LIFETIME_HOURS = 24;
const LIFETIME = sql`make_interval(hours => ${KEY_LIFETIME_HOURS})`;

/** The scope of requests without a token on a route where nobody is signed in; and what those with one begin with. */
export const ANYONE = 'anyone';
export const BEARER = 'bearer ';

export interface KeyOfRequest {
  /** The id of the user who sent it; where nobody is known, `ANYONE`, or `BEARER` and a keyed hash of the token. */
  scope: string;
  key: string;
  hash: Buffer;
}

/** What was answered first: a result, or a refusal. */
export type FirstAnswer =
  | { status: number; headers: Record<string, string>; body: unknown }
  | { refusal: { code: ErrorCode; details: ErrorDetails } };

export interface StoredAnswer {
  request_hash: Buffer;
  answer: FirstAnswer | null;
}

@Injectable()
export class IdempotencyRepository {
  /**
   * Takes the key for the running transaction; false when somebody has it already. Whoever comes while
   * the first one is at work waits here for its end: that is the unique index's doing.
   */
  async claim(tx: EntityManager, { scope, key, hash }: KeyOfRequest): Promise<boolean> {
    const claimed = await firstRow(
      tx,
      sql`INSERT INTO idempotency_key AS k (scope, key, request_hash) VALUES (${scope}, ${key}, ${hash})
          ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
          WHERE k.created_at < now() - ${LIFETIME}
          RETURNING 1 AS claimed`,
    );
    return claimed !== null;
  }

  find(tx: EntityManager, { scope, key }: KeyOfRequest): Promise<StoredAnswer | null> {
    return firstRow<StoredAnswer>(
      tx,
      sql`SELECT request_hash, answer FROM idempotency_key WHERE scope = ${scope} AND key = ${key}`,
    );
  }

  async keep(tx: EntityManager, { scope, key }: KeyOfRequest, answer: FirstAnswer): Promise<void> {
    await rows(
      tx,
      sql`UPDATE idempotency_key SET answer = ${JSON.stringify(answer)}::json WHERE scope = ${scope} AND key = ${key}`,
    );
  }

  /** Removes what has expired. */
  async sweep(tx: EntityManager): Promise<void> {
    await rows(tx, sql`DELETE FROM idempotency_key WHERE created_at < now() - ${LIFETIME}`);
  }
}
