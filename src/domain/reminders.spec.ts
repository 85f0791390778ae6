import fc from 'fast-check';
import {
  dueReminder,
  quietAround,
  type QuietHours,
  reminderTime,
  type VisitToRemindOf,
} from './reminders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NIGHT: QuietHours = { start: '21:00', end: '07:00' };
const at = (time: string) => Date.parse(time);

const visit = (more: Partial<VisitToRemindOf> = {}): VisitToRemindOf => ({
  start: at('2030-01-09T10:00:00Z'),
  told: at('2030-01-01T10:00:00Z'),
  zone: 'UTC',
  offsets: [1_440, 120],
  quiet: NIGHT,
  ...more,
});

describe('quiet hours', () => {
  it.each([
    ['2030-01-08T20:59:59Z', null],
    ['2030-01-08T21:00:00Z', '2030-01-09T07:00:00Z'],
    ['2030-01-09T06:59:59Z', '2030-01-09T07:00:00Z'],
    ['2030-01-09T07:00:00Z', null],
  ])('at %s they end at %s', (instant, end) => {
    expect(quietAround(NIGHT, 'UTC', at(instant))?.end ?? null).toBe(end && at(end));
  });

  it('are of the clock on the wall, also in the night in which it changes', () => {
    // Berlin, 31 March 2030: 02:00 becomes 03:00, so the night is an hour shorter.
    const span = quietAround(NIGHT, 'Europe/Berlin', at('2030-03-31T00:30:00Z'));
    expect(span).toEqual({ start: at('2030-03-30T20:00:00Z'), end: at('2030-03-31T05:00:00Z') });
  });
});

describe('when a reminder goes out', () => {
  it.each([
    ['in the day: as long before as was asked', '10:00', 120, '2030-01-09T08:00:00Z'],
    ['in the night: when it ends', '08:00', 120, '2030-01-09T07:00:00Z'],
    ['in the night, too late to come: the evening before', '07:15', 120, '2030-01-08T20:45:00Z'],
    ['shortly before the night: early enough to arrive before it', '22:50', 120, '2030-01-09T20:45:00Z'],
  ])('%s', (_, clock, minutes, expected) => {
    expect(reminderTime(at(`2030-01-09T${clock}:00Z`), minutes, 'UTC', NIGHT)).toBe(at(expected));
  });
});

describe('the reminder that is due', () => {
  const due = (now: string, more: Partial<VisitToRemindOf> = {}) => dueReminder(visit(more), at(now));

  it('is none before its time and none after the start', () => {
    expect(due('2030-01-08T09:59:59Z')).toBeNull();
    expect(due('2030-01-08T10:00:00Z')).toBe(1_440);
    expect(due('2030-01-09T07:59:59Z')).toBe(1_440);
    expect(due('2030-01-09T08:00:00Z')).toBe(120);
    expect(due('2030-01-09T09:59:59Z')).toBe(120);
    expect(due('2030-01-09T10:00:00Z')).toBeNull();
  });

  it('is none for who booked, or was moved, when it was due already', () => {
    expect(due('2030-01-09T09:00:00Z', { told: at('2030-01-09T08:30:00Z') })).toBeNull();
    expect(due('2030-01-09T07:30:00Z', { told: at('2030-01-08T12:00:00Z') })).toBeNull();
    expect(due('2030-01-09T08:00:00Z', { told: at('2030-01-08T12:00:00Z') })).toBe(120);
  });

  it('waits for the end of the night, and is then the nearest one only', () => {
    expect(due('2030-01-09T03:00:00Z')).toBeNull();
    expect(due('2030-01-09T07:00:00Z', { start: at('2030-01-09T08:00:00Z') })).toBe(120);
  });

  it('is none where the organization wants none', () => {
    expect(due('2030-01-09T09:00:00Z', { offsets: [] })).toBeNull();
  });
});

describe('whatever the zone, the night and the visit', () => {
  const zones = [
    'UTC',
    'Africa/Nairobi',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ];
  const clocks = fc
    .integer({ min: 0, max: 1_439 })
    .map((minute) =>
      [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'),
    );
  // Around the nights of 2030 in which some of the zones change their clocks.
  const starts = fc
    .tuple(
      fc.constantFrom('2030-03-10', '2030-03-31', '2030-04-07', '2030-10-06', '2030-10-27', '2030-11-03'),
      fc.integer({ min: -2 * 1_440, max: 2 * 1_440 }),
    )
    .map(([date, minutes]) => at(`${date}T00:00:00Z`) + minutes * MINUTE);
  const nights = fc.record({ start: clocks, end: clocks }).filter(({ start, end }) => {
    const [from = 0, to = 0] = [start, end].map((clock) => at(`2030-01-01T${clock}:00Z`));
    const length = (to - from + DAY) % DAY;
    return length > 0 && length <= 16 * HOUR;
  });
  const visits = fc.record({
    start: starts,
    told: fc.constant(0),
    zone: fc.constantFrom(...zones),
    offsets: fc.uniqueArray(fc.integer({ min: 15, max: 10_080 }), { maxLength: 5 }),
    quiet: fc.option(nights),
  });

  it('nobody is reminded in it, after the start, or of two at once', () => {
    fc.assert(
      fc.property(visits, fc.integer({ min: 0, max: 10_080 }), (visit, ahead) => {
        const now = visit.start - ahead * MINUTE;
        const due = dueReminder(visit, now);
        if (due === null) return;
        expect(now).toBeLessThan(visit.start);
        expect(quietAround(visit.quiet, visit.zone, now)).toBeNull();
        const sooner = visit.offsets.filter((minutes) => minutes < due);
        for (const minutes of sooner)
          expect(reminderTime(visit.start, minutes, visit.zone, visit.quiet)).toBeGreaterThan(now);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the time for one is out of the night and before the start', () => {
    fc.assert(
      fc.property(visits, fc.integer({ min: 15, max: 10_080 }), ({ start, zone, quiet }, minutes) => {
        const time = reminderTime(start, minutes, zone, quiet);
        expect(quietAround(quiet, zone, time)).toBeNull();
        expect(time).toBeLessThan(start);
      }),
      { numRuns: 2_000 },
    );
  });

  it('who looks twice a minute finds every one that has a time', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        for (const minutes of visit.offsets) {
          const time = reminderTime(visit.start, minutes, visit.zone, visit.quiet);
          expect(dueReminder(visit, time)).not.toBeNull();
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
