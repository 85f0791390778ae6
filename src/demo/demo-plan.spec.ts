import { BLOCKING_STATUSES, STATUSES } from '../domain/lifecycle.js';
import { FACILITIES, PROVIDERS, type TopicKey, TOPICS } from './demo-clinic.js';
import { type DemoVisit, NEW_BOOKINGS, VISITS } from './demo-visits.js';
import { startOfVisit } from './load-demo.js';
import { historyOf } from './visit-history.js';
import { lengthOf, type VisitIds } from './visit-row.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Every few hours through weekends, both changes of London's clock and a new year. */
const MOMENTS = ['2026-03-20', '2026-10-16', '2026-12-20'].flatMap((day) =>
  Array.from({ length: 90 }, (_, index) => Date.parse(day) + index * 5 * HOUR + 7 * MINUTE),
);

interface Held {
  resource: string;
  start: number;
  end: number;
}

describe('the plan of the demo', () => {
  it('shows every status, and only topics and places that the provider has', () => {
    expect([...new Set(VISITS.map(({ status }) => status))].sort()).toEqual([...STATUSES].sort());
    for (const { provider, topics, facility } of [...VISITS, ...NEW_BOOKINGS]) {
      const { topics: offered, facilities }: { topics: readonly string[]; facilities: readonly string[] } =
        PROVIDERS[provider];
      if (offered.length > 0) expect(offered).toEqual(expect.arrayContaining([...topics]));
      if (facility && facilities.length > 0) expect(facilities).toContain(facility);
    }
  });

  it('keeps the law at whatever time it is loaded', () => {
    for (const now of MOMENTS) {
      const blocking = [...VISITS, ...NEW_BOOKINGS].filter(({ status }) =>
        BLOCKING_STATUSES.includes(status),
      );
      const held = blocking.flatMap((visit) => heldBy(visit, now)).sort((a, b) => a.start - b.start);
      for (const [index, one] of held.entries()) {
        const together = held
          .slice(0, index)
          .filter((other) => other.resource === one.resource && other.end > one.start);
        expect({ now: new Date(now), resource: one.resource, together: together.length + 1 }).toEqual({
          now: new Date(now),
          resource: one.resource,
          together: Math.min(together.length + 1, roomOf(one.resource)),
        });
      }
    }
  });

  it('tells of nothing that has not happened yet', () => {
    const ids = { topic_ids: [], desk: {}, provider: {}, patient: {} } as unknown as VisitIds;
    for (const now of MOMENTS) {
      for (const visit of VISITS) {
        const { events, appointment } = historyOf(
          visit,
          startOfVisit(visit, now),
          now,
          ids,
          'APT-2026-000001',
        );
        const times = events.map(({ occurred_at }) => occurred_at.getTime());
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(Math.max(...times)).toBeLessThanOrEqual(now);
        expect([appointment.status, appointment.version]).toEqual([visit.status, events.length]);
      }
      for (const visit of NEW_BOOKINGS) expect(startOfVisit(visit, now)).toBeGreaterThan(now + 24 * HOUR);
    }
  });
});

function heldBy(visit: DemoVisit, now: number): Held[] {
  const start = startOfVisit(visit, now);
  const end = start + lengthOf(visit) * MINUTE;
  const buffer = Math.max(...visit.topics.map(bufferAfter));
  return [
    { resource: `provider ${visit.provider}`, start, end: end + buffer * MINUTE },
    { resource: `patient ${visit.patient}`, start, end },
    ...(visit.facility ? [{ resource: visit.facility, start, end }] : []),
  ];
}

function bufferAfter(key: TopicKey): number {
  const topic: { duration_minutes: number; buffer_after_minutes?: number } = TOPICS[key];
  return topic.buffer_after_minutes ?? 0;
}

function roomOf(resource: string): number {
  return resource in FACILITIES ? FACILITIES[resource as keyof typeof FACILITIES].capacity : 1;
}
