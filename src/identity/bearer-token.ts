import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

const BEARER = /^Bearer +(\S+)$/i;

/** The bearer token of a public route, unchecked; null when there is none. */
export const BearerToken = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const { authorization } = context
    .switchToHttp()
    .getRequest<{ headers: { authorization?: string } }>().headers;
  return BEARER.exec(authorization?.trim() ?? '')?.[1] ?? null;
});
