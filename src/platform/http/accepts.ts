import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

/** Media types, beside JSON, of senders that we cannot ask for JSON: mail programs, SMS gateways. */
export const FORM = 'application/x-www-form-urlencoded';
export const TEXT = 'text/plain';

/** What {@link AcceptsForm} and {@link AcceptsJsonAsText} tell the body parser about a route. */
export interface AcceptingRoute {
  accepts?: typeof FORM | typeof TEXT;
}

/** The route takes form bodies, too: an object of texts, as JSON would be. Each field once. */
export const AcceptsForm = (): MethodDecorator => accepting(FORM);

/** The route takes JSON that is called `text/plain`, too. */
export const AcceptsJsonAsText = (): MethodDecorator => accepting(TEXT);

function accepting(accepts: typeof FORM | typeof TEXT): MethodDecorator {
  return applyDecorators(RouteConfig({ accepts } satisfies AcceptingRoute), ApiConsumes(accepts));
}
