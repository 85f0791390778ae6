// @ts-check

/**
 * What is promised, and the specs that show it. Their short forms are part of `npm test`; `npm run drills` runs them in
 * full, each with the environment that makes it full beside `DRILL_SCALE=full`, and once in each of its time zones.
 *
 * @typedef {object} Drill
 * @property {string} id
 * @property {string} promise
 * @property {string[]} specs
 * @property {Record<string, string>} [env]
 * @property {string[]} [zones]
 */

const drills = 'test/drills';

/** @type {Drill[]} */
export const DRILLS = [
  { id: 'D1', promise: 'no double booking', specs: [`${drills}/double-booking.spec.ts`] },
  { id: 'D2', promise: 'what was acknowledged is kept, once', specs: [`${drills}/killed-api.spec.ts`] },
  { id: 'D3', promise: 'idempotency', specs: [`${drills}/idempotency.spec.ts`] },
  { id: 'D4', promise: 'Redis may die', specs: [`${drills}/redis-dies.spec.ts`] },
  { id: 'D5', promise: 'Redis is disposable', specs: [`${drills}/redis-emptied.spec.ts`] },
  { id: 'D6', promise: 'PostgreSQL may die', specs: [`${drills}/postgres-dies.spec.ts`] },
  { id: 'D7', promise: 'messages', specs: [`${drills}/messages.spec.ts`] },
  {
    id: 'D8',
    promise: 'time',
    specs: [
      `${drills}/time.spec.ts`,
      // D9 has the others.
      'src/(?!domain/offer-is-bookable)',
      'test/e2e/availability.spec.ts',
      'test/e2e/time-rules.spec.ts',
      'test/e2e/hours',
      'test/e2e/holds.spec.ts',
    ],
    env: { PROPERTY_RUNS: '2500' },
    zones: ['UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Apia'],
  },
  {
    id: 'D9',
    promise: 'offer = bookable',
    specs: [`${drills}/offer-is-bookable.spec.ts`, 'src/domain/offer-is-bookable.spec.ts'],
    env: { PROPERTY_RUNS: '10000' },
  },
  { id: 'D10', promise: 'history', specs: [`${drills}/history.spec.ts`, `${drills}/history/`] },
  { id: 'D11', promise: 'no 5xx', specs: [`${drills}/fuzz.spec.ts`] },
  { id: 'D12', promise: 'who may what', specs: [`${drills}/access.spec.ts`] },
  { id: 'D13', promise: 'tokens', specs: [`${drills}/tokens.spec.ts`] },
  { id: 'D14', promise: 'no leaks', specs: [`${drills}/leaks.spec.ts`, `${drills}/leaks/`] },
  {
    id: 'D15',
    promise: 'mass assignment, enumeration',
    specs: [`${drills}/mass-assignment.spec.ts`, `${drills}/enumeration.spec.ts`],
  },
  { id: 'D16', promise: 'stop cleanly', specs: [`${drills}/clean-stop.spec.ts`] },
  { id: 'D17', promise: 'half-open sockets, big bodies', specs: [`${drills}/slow-sockets.spec.ts`] },
  {
    id: 'replica',
    promise: 'a replica never shows less than was written',
    specs: [`${drills}/replica.spec.ts`],
  },
];

/**
 * @param {string[]} names as `D6`; none: all
 * @returns {Drill[]}
 */
export function drillsNamed(names) {
  const wanted = names.map((name) => name.toUpperCase());
  return wanted.length === 0 ? DRILLS : DRILLS.filter(({ id }) => wanted.includes(id.toUpperCase()));
}
