import type { FastifyInstance } from 'fastify';
import { partyOf } from '../security/client-address.js';
import type { RateLimiter } from '../security/rate-limiter.js';

/**
 * What is no route reaches no guard, and would be free: it is counted for the address that asks. Apart from all else,
 * since behind one address may be a clinic, and one mistyped path there is to keep nobody from signing in.
 */
export function countUnknownRoutes(server: FastifyInstance, limiter: RateLimiter): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    try {
      limiter.count({ lostAddress: partyOf(request.ip) }, reply);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}
