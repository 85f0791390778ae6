import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

/** Media types, beside JSON, of senders that we cannot ask for JSON: mail programs, SMS gateways. */
export const FORM = 'application/x-www-form-urlencoded';
export const TEXT = 'text/plain';

/** Only {@link AcceptsOneClick}: what is in it, nobody reads. */
export const MULTIPART = 'multipart/form-data';

/** What the decorators below tell the body parser about a route. */
export interface AcceptingRoute {
  accepts?: readonly (typeof FORM | typeof TEXT | typeof MULTIPART)[];
}

/** The route takes form bodies, too: an object of texts, as JSON would be. Each field once. */
export const AcceptsForm = (): MethodDecorator => accepting(FORM);

/** The route takes JSON that is called `text/plain`, too. */
export const AcceptsJsonAsText = (): MethodDecorator => accepting(TEXT);

/** The route takes forms of both kinds, as mail programs send them (RFC 8058, 3.1), and reads neither. */
export const AcceptsOneClick = (): MethodDecorator => accepting(FORM, MULTIPART);

function accepting(...accepts: NonNullable<AcceptingRoute['accepts']>): MethodDecorator {
  return applyDecorators(RouteConfig({ accepts } satisfies AcceptingRoute), ApiConsumes(...accepts));
}
