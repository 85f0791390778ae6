import type { Client } from 'pg';
import { Seed } from '../../test/support/seed.js';
import { fillInBulk } from './fill-in-bulk.js';

/** Who bookings are made for: one lane a connection, so that nobody ever wants a time that is taken. */
export interface Lane {
  provider_id: string;
  patient_id: string;
  facility_id: string;
}

/** Whom the cases ask about. */
export interface People {
  organizationId: string;
  lanes: Lane[];
  /** Has 10,000 appointments. */
  busiest: string;
  /** Have hours, and 200 appointments each in the 30 days that begin at `FIRST_DAY`. */
  asked: string[];
}

const DAY = 86_400_000;
/** The Monday after next: within every horizon, whole days only. */
export const FIRST_DAY = mondayAfter(Date.now() + 7 * DAY);

const LANES = 48;
const ASKED = 10;
const BUSY = 200;
const BUSIEST = 10_000;
const OF_ONE_OTHER = 1_000;

/** A clinic with that many appointments (12,000 at least), half of them past. */
export async function fillWorld(db: Client, appointments: number): Promise<People> {
  const seed = await new Seed(db).organization('default');
  const lanes = await makeLanes(seed);
  const asked = await seed.providers(ASKED);
  await giveHours(db, seed, asked);
  const [busiest = ''] = await seed.providers(1);
  const others = Math.max(0, Math.round((appointments - BUSIEST - ASKED * BUSY) / OF_ONE_OTHER));
  await fillInBulk(db, seed, [
    { providers: asked, count: BUSY, from: FIRST_DAY + 5 * 3_600_000, everyMinutes: 200 },
    { providers: [busiest], count: BUSIEST, from: half(BUSIEST, 40), everyMinutes: 40 },
    {
      providers: await seed.providers(others),
      count: OF_ONE_OTHER,
      from: half(OF_ONE_OTHER, 30),
      everyMinutes: 30,
    },
  ]);
  return { organizationId: seed.organizationId, lanes, busiest, asked };
}

function mondayAfter(instant: number): number {
  const day = Math.ceil(instant / DAY);
  return (day + ((11 - (day % 7)) % 7)) * DAY;
}

/** Where a row of `count` appointments begins that has half of them behind it today. */
function half(count: number, everyMinutes: number): number {
  return Math.floor(Date.now() / DAY) * DAY - (count / 2) * everyMinutes * 60_000;
}

async function makeLanes(seed: Seed): Promise<Lane[]> {
  const [providers, patients] = [await seed.providers(LANES), await seed.patients(LANES)];
  const lanes: Lane[] = [];
  for (const [index, provider_id] of providers.entries())
    lanes.push({ provider_id, patient_id: patients[index] ?? '', facility_id: await seed.facility(1) });
  return lanes;
}

/** Two spans on weekdays, one on Saturdays. */
async function giveHours(db: Client, seed: Seed, providers: readonly string[]): Promise<void> {
  const ids = [seed.organizationId, await seed.facility(null, 'Africa/Nairobi'), providers];
  await db.query(
    `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock)
     SELECT gen_random_uuid(), $1, p, $2, day, clock[1], clock[2]
     FROM unnest($3::uuid[]) p, generate_series(1, 6) day,
          (VALUES (ARRAY['08:00', '12:30']), (ARRAY['13:00', '18:00'])) span (clock)
     WHERE day < 6 OR clock[1] = '08:00'`,
    ids,
  );
  await db.query(
    `INSERT INTO provider_facility (organization_id, provider_id, facility_id) SELECT $1, unnest($3::uuid[]), $2`,
    ids,
  );
}
