import fc from 'fast-check';
import { BOOKING_REFUSALS } from '../../src/domain/booking-rules.js';
import { formatInstant } from '../../src/domain/instant.js';
import { dayOf, formatDay } from '../../src/domain/local-time.js';
import { Clock } from '../../src/platform/clock.js';
import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';
import { anySituation, type Situation } from '../support/generated-schedules.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import { type StoredSituation, SituationWriter } from '../support/stored-situation.js';
import { type Person, World } from '../support/world.js';

/** Each is a schedule in the database, a search, and about ten bookings; in full, 10,000 bookings. */
const SITUATIONS = sized(40, 1_000);
const OFFERED_TRIED = 4;
const OTHERS_TRIED = 7;
const SEED = 20_261_121;
const MINUTE = 60_000;

/** Thrown to undo what was written. */
class Undone extends Error {}

/**
 * D9 over HTTP and in the database: what is offered books, and what is not is refused with a rule that has a name. The
 * clock of the rules is the situation's; each situation, and each booking in it, is undone.
 */
describe('D9 offer = bookable', () => {
  let world: World;
  let patient: Person;
  let writer: SituationWriter;
  const seen = new Map<string, number>();
  const count = (word: string): void => void seen.set(word, (seen.get(word) ?? 0) + 1);

  beforeAll(async () => {
    world = await World.open();
    patient = await world.signIn('patient');
    writer = new SituationWriter(world.database, world.organizationId, patient.me.patient_id);
  });

  afterAll(async () => {
    await world.close();
    const table = [...seen].sort(([, a], [, b]) => b - a).map(([word, times]) => `${word} ${times}`);
    figure('D9', `${SITUATIONS} schedules: ${table.join(', ')}`);
  });

  async function undone<T>(work: () => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    const all = world.database.surround(async () => {
      result = { value: await work() };
      throw new Undone();
    });
    await all.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
    if (!result) throw new Error('nothing was done');
    return result.value;
  }

  async function offersOf({ query, schedule }: Situation, stored: StoredSituation): Promise<JsonBody[]> {
    const { timezone } = schedule;
    const days = [query.from, query.to - 1].map((instant) => formatDay(dayOf(timezone, instant)));
    const asked = new URLSearchParams({ ...stored, date_from: days[0]!, date_to: days[1]!, limit: '500' });
    const pages = await world.walk(patient, `/appointments/availability?${asked.toString()}`);
    return pages.flatMap((page) => page.results as JsonBody[]);
  }

  const book = (body: object): Promise<Answer> => undone(() => patient.post('/appointments', body));

  async function tryOffered(offers: readonly JsonBody[], random: () => number): Promise<void> {
    for (let n = 0; n < Math.min(OFFERED_TRIED, offers.length); n++) {
      const { slot_id, start_time, end_time } = offers[Math.floor(random() * offers.length)]!;
      const { status, body } = await book({ slot_id });
      expect([start_time, end_time, status, body.errors]).toEqual([
        body.start_time,
        body.end_time,
        201,
        undefined,
      ]);
      count('offered and booked');
    }
  }

  async function tryOthers(
    situation: Situation,
    { topic_id, ...where }: StoredSituation,
    offers: readonly JsonBody[],
    random: () => number,
  ): Promise<void> {
    const offered = new Set(offers.map(({ start_time }) => Date.parse(start_time as string)));
    const { from, to } = situation.query;
    const hasGrid = situation.schedule.hours[0]?.weekly !== null;
    const anyTime = (): number => from + Math.floor((random() * (to - from)) / (5 * MINUTE)) * 5 * MINUTE;
    const taken = [...situation.occupancy.provider, ...situation.occupancy.patient]
      .map(({ start }) => start)
      .filter((start) => start >= from && start < to);
    for (let n = 0; n < OTHERS_TRIED; n++) {
      // Half of them where somebody is busy: most times of a day are outside the hours anyway.
      const start = (n % 2 === 0 && taken[Math.floor(random() * taken.length)]) || anyTime();
      if (offered.has(start)) continue;
      const { status, body } = await book({
        ...where,
        topic_ids: [topic_id],
        start_time: formatInstant(start),
      });
      if (status === 201 && !hasGrid) count('bookable where nobody set hours');
      else if (status === 400) {
        expect(body.errors).toEqual({ start_time: ['Must be in the future.'] });
        count('past');
      } else {
        expect([formatInstant(start), status, BOOKING_REFUSALS]).toEqual([
          formatInstant(start),
          409,
          expect.arrayContaining([body.code]) as unknown,
        ]);
        for (const code of codesIn(body)) count(code);
      }
    }
  }

  it(
    'in every generated schedule',
    async () => {
      const clock = jest.spyOn(world.app.get(Clock), 'now');
      for (const [n, situation] of fc.sample(anySituation, { numRuns: SITUATIONS, seed: SEED }).entries()) {
        clock.mockReturnValue(situation.now);
        const random = randomFrom(n);
        await undone(async () => {
          const stored = await writer.write(situation);
          const offers = await offersOf(situation, stored);
          await tryOffered(offers, random);
          await tryOthers(situation, stored, offers, random);
        });
      }
      expect(seen.get('offered and booked')).toBeGreaterThan(SITUATIONS / 2);
      expect(seen.size).toBeGreaterThan(6);
    },
    DRILL_TIMEOUT_MS,
  );
});

/** The first rule has the code; that somebody is in the way is told beside it. */
function codesIn({ code, errors }: JsonBody): string[] {
  const isTaken = code !== 'booking_conflict' && /already has an appointment/.test(JSON.stringify(errors));
  return [code as string, ...(isTaken ? ['booking_conflict'] : [])];
}

/** The same numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
