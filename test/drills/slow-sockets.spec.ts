import { connect, type Socket } from 'node:net';
import { ask } from '../support/api-client.js';
import { describeTimes, DRILL_TIMEOUT_MS, figure, isFull, pause, quantile, sized } from '../support/drill.js';
import { ProcessWorld } from '../support/process-world.js';

const SOCKETS = 500;
const WATCHED_MS = sized(2_000, 30_000);
/** Of 99 in a hundred; on a machine that is busy with something else, twice what it takes there without those sockets. */
const LONGEST_ANSWER_MS = 200;
const TIMES_ALONE = 2;
const ALONE_MS = sized(300, 5_000);
/** As long as a request may take to come in, and a little until somebody looks. */
const LONGEST_HELD_MS = 25_000;

/** What each kind says first, and then once a second. */
const KINDS: Record<string, { first: string; then: string }> = {
  'nothing at all': { first: '', then: '' },
  'a header at a time': { first: 'GET /health/live HTTP/1.1\r\nHost: kept\r\n', then: 'X-More: 1\r\n' },
  'a body of 10 MB, a kilobyte at a time': {
    first: head('Transfer-Encoding: chunked'),
    then: `400\r\n${' '.repeat(1_024)}\r\n`,
  },
  'a body that never comes': { first: head('Content-Length: 200000'), then: '' },
  'one request, and then silence': { first: 'GET /health/live HTTP/1.1\r\nHost: kept\r\n\r\n', then: '' },
};

function head(length: string): string {
  return `POST /api/v1/auth/login HTTP/1.1\r\nHost: kept\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
}

/** D17: one process, and 500 sockets that want to keep it busy with nothing. */
describe('D17 half-open sockets, big bodies', () => {
  let world: ProcessWorld;
  let token: string;

  beforeAll(async () => {
    world = await ProcessWorld.open();
    token = await world.signIn('staff');
  }, DRILL_TIMEOUT_MS);

  afterAll(() => world.close(), DRILL_TIMEOUT_MS);

  function hold(kind: string): { isOpen: () => boolean; end: () => void } {
    const said = KINDS[kind];
    const socket: Socket = connect(Number(new URL(world.url()).port), '127.0.0.1');
    let open = true;
    socket.on('error', () => undefined).on('close', () => (open = false));
    // Read, or the end of the connection is never seen.
    socket.resume();
    socket.write(said?.first ?? '');
    const trickle = setInterval(() => socket.writable && socket.write(said?.then ?? ''), 1_000);
    return {
      isOpen: () => open,
      end: () => {
        clearInterval(trickle);
        socket.destroy();
      },
    };
  }

  async function watch(forMs: number): Promise<number[]> {
    const times: number[] = [];
    const until = performance.now() + forMs;
    while (performance.now() < until) {
      for (const path of ['/health/live', '/topics']) {
        const { status, ms } = await ask(world.url(), path, { token });
        expect(status).toBe(200);
        times.push(ms);
      }
      await pause(20);
    }
    return times;
  }

  it(
    'answers everybody else as if they were not there, and does not hold them for long',
    async () => {
      const before = await watch(ALONE_MS);
      const kinds = Object.keys(KINDS);
      const held = Array.from({ length: SOCKETS }, (_, n) => {
        const kind = kinds[n % kinds.length] ?? '';
        return { kind, ...hold(kind) };
      });
      const times = await watch(WATCHED_MS);
      const stillOpen = new Set(held.filter(({ isOpen }) => isOpen()).map(({ kind }) => kind));
      held.forEach(({ end }) => end());
      if (isFull) {
        expect(WATCHED_MS).toBeGreaterThan(LONGEST_HELD_MS);
        // A connection that is kept alive between two requests is a good client's.
        expect([...stillOpen]).toEqual(['one request, and then silence']);
        const patience = Math.max(LONGEST_ANSWER_MS, TIMES_ALONE * quantile(before, 0.99));
        expect(quantile(times, 0.99)).toBeLessThanOrEqual(patience);
      }
      figure(
        'D17',
        `${SOCKETS} sockets of ${kinds.length} kinds: ${times.length} other requests, ${describeTimes(times)}; without them ${describeTimes(before)}`,
      );
    },
    DRILL_TIMEOUT_MS,
  );

  it('refuses a body of 10 MB, however it is sent, and goes on', async () => {
    const body = { identifier: 'x'.repeat(10 * 1_024 * 1_024), password: 'correct horse battery' };
    const atOnce = await Promise.allSettled(
      Array.from({ length: 8 }, () => ask(world.url(), '/auth/login', { body })),
    );
    for (const result of atOnce)
      // The server may close before it has read all that it refuses; then there is nothing to hear.
      if (result.status === 'fulfilled') expect(result.value.status).toBe(413);
    expect((await ask(world.url(), '/health/live')).status).toBe(200);
  });
});
