import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { FairShare } from '../security/fair-share.js';
import { IdempotencyService } from './idempotency.service.js';
import { LOCATION_KEY } from './operation.js';
import { Page } from './views.js';

/**
 * What is around every handler, from the outside in: the caller's turn, the request's key, and what its answer gets from
 * its content. One interceptor, since each of Nest's costs a request more than all three of these.
 */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly share: FairShare,
    private readonly idempotency: IdempotencyService,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const answer = async (): Promise<unknown> => {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return dressed(body, context);
    };
    return of(await this.share.inTurn(context, () => this.idempotency.once(context, answer)));
  }
}

/** `ETag` from `version`, `Location` from the new id, a page's links. */
function dressed(body: unknown, context: ExecutionContext): unknown {
  const http = context.switchToHttp();
  if (body instanceof Page) return withLinks(body, http.getRequest<FastifyRequest>().url);
  const reply = http.getResponse<FastifyReply>();
  const location = Reflect.getMetadata(LOCATION_KEY, context.getHandler()) as string | undefined;
  if (hasField(body, 'version')) void reply.header('ETag', `"${String(body.version)}"`);
  if (location && hasField(body, 'id')) void reply.header('Location', `${location}/${String(body.id)}`);
  return body;
}

function hasField<Name extends string>(body: unknown, name: Name): body is Record<Name, unknown> {
  return typeof body === 'object' && body !== null && name in body;
}

function withLinks(page: Page<unknown>, url: string): object {
  return {
    count: page.count,
    ...(page.count_is_capped && { count_is_capped: true }),
    next: linkTo(url, page.next),
    previous: linkTo(url, page.previous),
    results: page.results,
  };
}

function linkTo(url: string, cursor: string | null): string | null {
  if (cursor === null) return null;
  // Not split: a question mark may stand in the query, too.
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const parameters = new URLSearchParams(end === -1 ? '' : url.slice(end));
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
