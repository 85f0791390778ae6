import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { DomainError } from '../domain/errors.js';
import { PAGE_COOKIE, PageAccess } from '../identity/page-access.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { partyOf } from '../platform/security/client-address.js';
import { BOARD_PATH, QueueBoard } from './queue-board.js';

/** After this the browser signs in again, with what it was told. */
const COOKIE_SECONDS = 15 * 60;
/** As elsewhere, and nothing of anybody else's: the board's page asks for fonts of a third party. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/** `GET /queues`: what is in Redis, for an admin's eyes. Only to look at: whatever changes something is refused. */
@Injectable()
export class QueueBoardRoutes implements OnModuleInit, OnApplicationShutdown {
  private readonly board: QueueBoard;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly access: PageAccess,
    private readonly hint: OutboxHint,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.board = new QueueBoard(hint);
  }

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    for (const url of [BOARD_PATH, `${BOARD_PATH}/*`])
      server.get(url, (request, reply) => this.answer(request, reply));
  }

  onApplicationShutdown(): Promise<void> {
    return this.board.close();
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    void reply.header('Cache-Control', 'no-store');
    void reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    if (!(await this.admit(request, reply))) return challenge(reply);
    const redis = await this.hint.state();
    if (redis !== 'up') return unavailable(reply, redis);
    const { statusCode, headers, rawPayload } = await this.board.show({ method: 'GET', url: request.url });
    return reply
      .status(statusCode)
      .headers({ ...headers, 'cache-control': 'no-store' })
      .send(rawPayload);
  }

  /** False: a browser should ask for name and password. */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { authorization, cookie } = request.headers;
    try {
      const token = await this.access.admit({ authorization, cookie, address: partyOf(request.ip) }, 'admin');
      if (token !== null) void reply.header('Set-Cookie', this.cookieOf(token));
      return true;
    } catch (error) {
      const isUnknown =
        error instanceof DomainError && ['unauthenticated', 'invalid_credentials'].includes(error.code);
      if (!isUnknown) throw error;
      return false;
    }
  }

  private cookieOf(token: string): string {
    const secure = this.env.publicUrl.startsWith('https:') ? '; Secure' : '';
    return `${PAGE_COOKIE}=${token}; Path=${BOARD_PATH}; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${secure}`;
  }
}

function challenge(reply: FastifyReply): FastifyReply {
  return reply
    .status(401)
    .header('WWW-Authenticate', 'Basic realm="Kept queues", charset="UTF-8"')
    .type('text/plain; charset=utf-8')
    .send('Sign in as an administrator.');
}

function unavailable(reply: FastifyReply, redis: 'down' | 'off'): FastifyReply {
  const why =
    redis === 'off'
      ? 'There is no Redis here (REDIS_URL is not set): workers find their work in the database.'
      : 'Redis does not answer: workers find their work in the database, a little later.';
  return reply.status(503).type('text/plain; charset=utf-8').send(`${why} There are no queues to show.`);
}
