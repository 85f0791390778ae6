import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Page } from './views.js';

/** What every answer gets from its content: an `ETag` from `version`, links from a page's cursors. */
@Injectable()
export class ResponseInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((body: unknown) => {
        if (body instanceof Page) return withLinks(body, http.getRequest<FastifyRequest>().url);
        if (isVersioned(body)) void http.getResponse<FastifyReply>().header('ETag', `"${body.version}"`);
        return body;
      }),
    );
  }
}

function isVersioned(body: unknown): body is { version: number } {
  return typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number';
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
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
