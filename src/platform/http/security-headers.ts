import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * Helmet's headers. They are the same for every answer, and making them anew takes longer than the rest of its head: so
 * Helmet is asked with the first request only.
 */
export async function installSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    global: false,
    contentSecurityPolicy: { directives: { 'script-src': ["'self'"], 'upgrade-insecure-requests': null } },
  });
  let headers: ReturnType<typeof headersOf> | undefined;
  server.addHook('onRequest', (_, reply, done) => {
    headers ??= headersOf(reply);
    void reply.headers(headers);
    done();
  });
}

/** What Helmet sets; taken away again, for a head that is written in one piece needs no merging. */
function headersOf(reply: FastifyReply): Record<string, string> {
  reply.helmet();
  const set = Object.entries(reply.raw.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  for (const [name] of set) reply.raw.removeHeader(name);
  return Object.fromEntries(set);
}
