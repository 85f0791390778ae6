import type { KeyObject } from 'node:crypto';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError, invalidField } from '../../domain/errors.js';
import { Database } from '../database/database.js';
import { RETRY_AFTER_SECONDS } from '../database/pg-errors.js';
import { type Keys, keysFor } from '../security/keys.js';
import type { Actor } from '../security/actor.js';
import {
  ANYONE,
  BEARER,
  type FirstAnswer,
  IdempotencyRepository,
  type KeyOfRequest,
} from './idempotency.repository.js';
import { NEVER_STORED_KEY } from './operation.js';
import { hashOfRequest, keyedHash } from './request-hash.js';

export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
export const REPLAYED_HEADER = 'Idempotency-Replayed';
export const KEY_MAX_LENGTH = 255;
/** Answer headers that belong to the first answer and come again with it. */
const KEPT_HEADERS = ['location', 'etag'];

/** Thrown through the transaction so that nothing of this call is committed. */
class TakenKey extends Error {}

interface AskedOnce extends KeyOfRequest {
  /** The request's hash under each key that counts. */
  hashes: readonly Buffer[];
}

/**
 * `Idempotency-Key` on every POST but those about passwords and tokens (`neverStored`): the key's row, the work and the answer are one transaction, so a crash
 * leaves all of it or nothing, and a retry gets the first answer. Conflicts are answers too; what is
 * wrong with the request itself (400, 401, 403, …) is not kept, so that it can be put right.
 */
@Injectable()
export class IdempotencyService {
  private readonly hashKeys: Keys;

  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyRepository,
    @Inject(ENV) env: Env,
  ) {
    this.hashKeys = keysFor('idempotency-key', env);
  }

  /** Does the request's work; or answers as when it was done, for whoever asks again with its key. */
  once(context: ExecutionContext, work: () => Promise<unknown>): Promise<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & { user?: Actor }>();
    const header = request.headers['idempotency-key'];
    if (request.method !== 'POST' || header === undefined) return work();
    if (Reflect.getMetadata(NEVER_STORED_KEY, context.getHandler()) === true) return work();
    return this.answer(keyOf(request, String(header), this.hashKeys), work, http.getResponse<FastifyReply>());
  }

  private async answer(key: AskedOnce, work: () => Promise<unknown>, reply: FastifyReply): Promise<unknown> {
    try {
      return await this.database.surround(() => this.work(key, work, reply));
    } catch (error) {
      const isTaken = error instanceof TakenKey;
      const isRefused = error instanceof DomainError && error.kind === 'conflict';
      if (isTaken || (isRefused && !(await this.keepRefusal(key, error)))) return this.replay(key, reply);
      throw error;
    }
  }

  private async work(key: KeyOfRequest, work: () => Promise<unknown>, reply: FastifyReply): Promise<unknown> {
    if (!(await this.keys.claim(this.database.manager, key))) throw new TakenKey();
    const body = await work();
    // Given up (answer-time.ts): undone, or the one that asks again would hear for a day that it did not work.
    if (reply.sent) throw new DomainError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    await this.keys.keep(this.database.manager, key, {
      status: reply.statusCode,
      headers: keptHeaders(reply),
      body,
    });
    return body;
  }

  /** False when another request took the key after the refusal undid our claim: its answer is the one that is kept. */
  private async keepRefusal(key: KeyOfRequest, { code, details }: DomainError): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (!(await this.keys.claim(tx, key))) return false;
      await this.keys.keep(tx, key, { refusal: { code, details } });
      return true;
    });
  }

  private async replay(key: AskedOnce, reply: FastifyReply): Promise<unknown> {
    const stored = await this.keys.find(this.database.manager, key);
    if (stored && !key.hashes.some((hash) => hash.equals(stored.request_hash)))
      throw new DomainError('idempotency_key_reused');
    if (!stored?.answer) throw new DomainError('service_unavailable', { retryAfterSeconds: 1 });
    void reply.header(REPLAYED_HEADER, 'true');
    return restore(stored.answer, reply);
  }
}

function restore(answer: FirstAnswer, reply: FastifyReply): unknown {
  if ('refusal' in answer) throw new DomainError(answer.refusal.code, answer.refusal.details);
  void reply.status(answer.status).headers(answer.headers);
  return answer.body;
}

function keyOf(
  request: FastifyRequest & { user?: Actor },
  key: string,
  { signing, accepted }: Keys,
): AskedOnce {
  if (key.length === 0 || key.length > KEY_MAX_LENGTH)
    throw invalidField(IDEMPOTENCY_KEY_HEADER, `Must have 1 to ${KEY_MAX_LENGTH} characters.`);
  const { method, url, body } = request;
  const hashes = accepted.map((hashKey) => hashOfRequest(hashKey, { method, url, body }));
  return {
    scope: scopeOf(request, signing),
    key,
    hash: hashOfRequest(signing, { method, url, body }),
    hashes,
  };
}

/** On a public route nobody is known yet, but a token still tells one caller from another. */
function scopeOf(request: FastifyRequest & { user?: Actor }, hashKey: KeyObject): string {
  if (request.user) return request.user.user_id;
  const { authorization } = request.headers;
  return authorization === undefined
    ? ANYONE
    : `${BEARER}${keyedHash(hashKey, authorization).toString('hex')}`;
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const headers = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(
    headers.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]),
  );
}
