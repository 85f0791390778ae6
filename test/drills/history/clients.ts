import { v7 as uuidv7 } from 'uuid';
import { type ApiAnswer, ask } from '../../support/api-client.js';
import { dayAhead } from '../../support/dates.js';
import { pause } from '../../support/drill.js';
import type { ProcessWorld } from '../../support/process-world.js';
import { Random } from '../fuzz/random.js';
import type { Asked, Wish } from './record.js';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** So few days, people and places that everybody is in everybody's way. */
const DAYS = 3;
const QUARTERS_OPEN = 40;
const REMEMBERED = 200;
const PATIENCE_MS = 20_000;
const BREATH_MS = 10;

/** How often each is wished for. */
const WISHES: readonly Wish[] = (
  [
    ['book', 44],
    ['cancel', 14],
    ['reschedule', 12],
    ['update', 5],
    ['confirm', 6],
    ['arrive', 3],
    ['check-in', 5],
    ['start', 4],
    ['complete', 5],
    ['mark-no-show', 2],
  ] as const
).flatMap(([wish, weight]) => Array<Wish>(weight).fill(wish));

export interface Clinic {
  providers: string[];
  patients: string[];
  /** Null: without a place. */
  facilities: (string | null)[];
  /** Null: without a topic; the other one has time around it. */
  topics: (string | null)[];
}

interface Request {
  method: 'POST' | 'PATCH';
  path: string;
  body?: object;
}

/** People who wish for anything at all, at any process, and remember what they asked and what they were told. */
export class Clients {
  readonly asked: Asked[] = [];
  /** Answers that must never be. */
  readonly surprises: string[] = [];
  private readonly visits: string[] = [];
  private readonly random: Random;

  constructor(
    private readonly world: ProcessWorld,
    private readonly token: string,
    private readonly clinic: Clinic,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  /** Lets `count` of them loose until `isOver`. Each finishes what it is at. */
  async run(count: number, isOver: () => boolean): Promise<void> {
    const client = async (n: number): Promise<void> => {
      while (!isOver()) {
        await this.wishFor(this.random.pick(WISHES), n);
        await pause(BREATH_MS);
      }
    };
    await Promise.all(Array.from({ length: count }, (_, n) => client(n)));
  }

  private async wishFor(wish: Wish, client: number): Promise<void> {
    const visit = this.visits.length > 0 ? this.random.pick(this.visits) : undefined;
    if (visit === undefined && wish !== 'book') return;
    // Half of them know how to ask again; a PATCH has no key.
    const key = wish !== 'update' && this.random.chance(0.5) ? uuidv7() : undefined;
    const asked: Asked = { wish, requests: [], outcome: 'unknown' };
    this.asked.push(asked);
    const request = this.requestFor(wish, visit);
    do await this.attempt(asked, request, key, client + asked.requests.length);
    while (key !== undefined && asked.outcome === 'unknown');
  }

  private async attempt(asked: Asked, request: Request, key: string | undefined, api: number): Promise<void> {
    const { method, path, body } = request;
    const id = uuidv7();
    asked.requests.push(id);
    const headers = { 'x-request-id': id, ...(key !== undefined && { 'idempotency-key': key }) };
    try {
      const options = { method, token: this.token, body, headers, timeoutMs: PATIENCE_MS };
      this.hear(asked, await ask(this.world.url(api), path, options));
    } catch {
      // The connection broke: nobody knows.
    }
    if (asked.outcome === 'unknown') await pause(50);
  }

  private hear(asked: Asked, { status, body }: ApiAnswer): void {
    if (status === 503) return;
    asked.outcome = status < 300 ? 'done' : 'refused';
    if (![200, 201, 409].includes(status)) this.surprises.push(`${asked.wish}: ${status} ${body.code}`);
    if (status >= 300) return;
    const { id, version, status: shown } = body;
    asked.shown = { id, version, status: shown };
    if (asked.wish !== 'book') return;
    this.visits.push(String(id));
    if (this.visits.length > REMEMBERED) this.visits.shift();
  }

  private requestFor(wish: Wish, visit = ''): Request {
    if (wish === 'book') return { method: 'POST', path: '/appointments', body: this.booking() };
    const path = `/appointments/${visit}`;
    if (wish === 'update')
      return { method: 'PATCH', path, body: { reason: this.random.pick(['Cough', 'Fever']) } };
    const body = {
      reschedule: { start_time: this.anyTime(), provider_id: this.random.pick(this.clinic.providers) },
      cancel: { reason_code: 'other' },
    }[wish as string];
    return { method: 'POST', path: `${path}/${wish}`, body };
  }

  private booking(): object {
    const { providers, patients, facilities, topics } = this.clinic;
    const [facility_id, topic] = [this.random.pick(facilities), this.random.pick(topics)];
    return {
      provider_id: this.random.pick(providers),
      patient_id: this.random.pick(patients),
      start_time: this.anyTime(),
      ...(facility_id !== null && { facility_id }),
      ...(topic === null ? { duration_minutes: this.random.pick([15, 30, 45]) } : { topic_ids: [topic] }),
      ...(this.random.chance(0.2) && { hold: true, hold_minutes: 1 }),
    };
  }

  private anyTime(): string {
    const quarter = 32 + this.random.whole(0, QUARTERS_OPEN - 1);
    const day = Date.parse(dayAhead()) + this.random.whole(0, DAYS - 1) * DAY_MS;
    return new Date(day + quarter * QUARTER_MS).toISOString();
  }
}
