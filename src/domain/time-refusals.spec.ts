import { formatInstant } from './instant.js';
import type { Visit } from './occupancy.js';
import type { Schedule } from './schedule.js';
import { timeRefusalsOf } from './time-refusals.js';

const PATIENT = { asPatient: true, override: false };
const STAFF = { asPatient: false, override: false };
/** Monday, in winter, so that London's clock is UTC. */
const NOW = Date.parse('2026-11-02T07:00:00Z');
const instant = (text: string): number => Date.parse(`2026-11-${text}Z`);

function schedule(given: Partial<Schedule> = {}): Schedule {
  const weekly = [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, start: '09:00', end: '12:00' },
    { weekday, start: '13:00', end: '17:00' },
  ]);
  return {
    timezone: 'Europe/London',
    hours: [{ timezone: 'Europe/London', weekly, overrides: [] }],
    time_off: [],
    closures: [],
    slot_interval_minutes: null,
    minimum_notice_minutes: 0,
    booking_horizon_days: 365,
    provider_daily_limit: null,
    patient_daily_limit: null,
    provider_appointments: [],
    patient_appointments: [],
    ...given,
  };
}

const visit = (start: string, end: string, before = 0, after = 0): Visit => ({
  start: instant(start),
  end: instant(end),
  buffer_before_minutes: before,
  buffer_after_minutes: after,
});

/** `code until`, to read. */
function judge(wanted: Visit, given: Partial<Schedule> = {}, asking = PATIENT): string[] {
  return timeRefusalsOf(wanted, schedule(given), NOW, asking).map(
    ({ code, until }) => `${code} ${until === undefined ? '' : formatInstant(until).slice(8, 16)}`,
  );
}

describe('timeRefusalsOf', () => {
  it('has nothing against a time within the hours and on the grid', () => {
    expect(judge(visit('02T09:00', '02T09:30'))).toEqual([]);
    expect(judge(visit('02T11:30', '02T12:00'))).toEqual([]);
  });

  it('refuses before, after, between and across the hours, and says when they begin again', () => {
    expect(judge(visit('02T08:30', '02T09:00'))).toEqual(['outside_working_hours 02T09:00']);
    expect(judge(visit('02T11:30', '02T12:15'))).toEqual(['outside_working_hours 02T13:00']);
    expect(judge(visit('06T17:00', '06T17:30'))).toEqual(['outside_working_hours 09T09:00']);
    expect(judge(visit('02T11:30', '02T17:00'))).toEqual(['outside_working_hours ']);
  });

  it('lets a visit run from one span of hours into one that touches it', () => {
    const weekly = [
      { weekday: 1, start: '20:00', end: '24:00' },
      { weekday: 2, start: '00:00', end: '04:00' },
    ];
    const hours = [{ timezone: 'Europe/London', weekly, overrides: [] }];
    expect(judge(visit('02T23:30', '03T00:30'), { hours })).toEqual([]);
  });

  it('binds patients to the grid, not the clinic’s people', () => {
    expect(judge(visit('02T09:10', '02T09:40'))).toEqual(['off_grid 02T09:30']);
    expect(judge(visit('02T09:10', '02T09:40'), {}, STAFF)).toEqual([]);
    expect(judge(visit('02T09:20', '02T09:40'))).toEqual([]);
    expect(judge(visit('02T09:20', '02T09:40'), { slot_interval_minutes: 15 })).toEqual([
      'off_grid 02T09:30',
    ]);
  });

  it('counts the grid from the opening of each span of hours', () => {
    const weekly = [{ weekday: 1, start: '09:10', end: '12:00' }];
    const hours = [{ timezone: 'Europe/London', weekly, overrides: [] }];
    expect(judge(visit('02T09:40', '02T10:10'), { hours })).toEqual([]);
    expect(judge(visit('02T09:30', '02T10:00'), { hours })).toEqual(['off_grid 02T09:40']);
  });

  it('has no grid and no end where nobody set hours', () => {
    const hours = [{ timezone: 'Europe/London', weekly: null, overrides: [] }];
    expect(judge(visit('03T03:07', '03T04:00'), { hours })).toEqual([]);
  });

  it('refuses time off, buffers included, and closures without them', () => {
    const away = [{ start: instant('02T10:00'), end: instant('02T11:00') }];
    expect(judge(visit('02T09:30', '02T10:00'), { time_off: away })).toEqual([]);
    expect(judge(visit('02T09:30', '02T10:00', 0, 10), { time_off: away })).toEqual(['time_off 02T11:00']);
    expect(judge(visit('02T10:30', '02T11:00', 10, 0), { time_off: away })).toEqual(['time_off 02T11:10']);
    expect(judge(visit('02T09:30', '02T10:00', 0, 10), { closures: away })).toEqual([]);
    expect(judge(visit('02T10:30', '02T11:00'), { closures: away })).toEqual(['facility_closed 02T11:00']);
  });

  it('lets buffers reach over the edges of the hours', () => {
    expect(judge(visit('02T09:00', '02T09:30', 30, 0))).toEqual([]);
    expect(judge(visit('02T16:30', '02T17:00', 0, 30))).toEqual([]);
  });

  it('keeps the notice and the horizon, both included', () => {
    expect(judge(visit('02T09:00', '02T09:30'), { minimum_notice_minutes: 120 })).toEqual([]);
    expect(judge(visit('02T09:00', '02T09:30'), { minimum_notice_minutes: 150 })).toEqual([
      'too_soon 02T09:30',
    ]);
    const tomorrow = visit('03T09:00', '03T09:30');
    const oneDay = schedule({ booking_horizon_days: 1 });
    expect(timeRefusalsOf(tomorrow, oneDay, instant('02T09:00'), PATIENT)).toEqual([]);
    expect(timeRefusalsOf(tomorrow, oneDay, instant('02T09:00') - 1, PATIENT)[0]?.code).toBe('too_far');
    expect(judge(visit('05T09:00', '05T09:30'), { booking_horizon_days: 3 })).toEqual(['too_far 02T09:00']);
    expect(
      timeRefusalsOf(visit('02T09:00', '02T09:30'), schedule(), instant('02T09:00'), PATIENT)[0]?.code,
    ).toBe('too_soon');
  });

  it('counts the appointments of a local day, without expired holds', () => {
    const one = { start: instant('02T15:00'), end: instant('02T15:30') };
    const expired = { ...one, expires_at: NOW };
    const full = { provider_daily_limit: 1, provider_appointments: [one] };
    expect(judge(visit('02T09:00', '02T09:30'), full)).toEqual(['limit_reached 03T00:00']);
    expect(judge(visit('03T09:00', '03T09:30'), full)).toEqual([]);
    expect(judge(visit('02T09:00', '02T09:30'), { ...full, provider_appointments: [expired] })).toEqual([]);
    const both = { ...full, patient_daily_limit: 2, patient_appointments: [one, one] };
    expect(judge(visit('02T09:00', '02T09:30'), both)).toHaveLength(2);
  });

  it('counts the day of the facility, not of Greenwich', () => {
    const late = { start: Date.parse('2026-11-02T17:00:00Z'), end: Date.parse('2026-11-02T17:30:00Z') };
    const given = {
      timezone: 'Asia/Kathmandu',
      hours: [{ timezone: 'Asia/Kathmandu', weekly: null, overrides: [] }],
      provider_daily_limit: 1,
      provider_appointments: [late],
    };
    expect(judge(visit('02T18:00', '02T18:10'), given)).toEqual(['limit_reached 02T18:15']);
    expect(judge(visit('02T18:15', '02T18:30'), given)).toEqual([]);
  });

  it('names every rule that refuses, in one order', () => {
    const night = { start: instant('02T00:00'), end: instant('02T09:10') };
    const given = {
      closures: [night],
      time_off: [night],
      minimum_notice_minutes: 1_440,
      provider_daily_limit: 0,
      booking_horizon_days: 0,
    };
    const codes = timeRefusalsOf(visit('02T09:05', '02T12:05'), schedule(given), NOW, PATIENT).map(
      (refusal) => refusal.code,
    );
    expect(codes).toEqual([
      'facility_closed',
      'outside_working_hours',
      'off_grid',
      'time_off',
      'too_soon',
      'too_far',
      'limit_reached',
    ]);
  });

  it('is set aside by an override', () => {
    const closures = [{ start: NOW, end: instant('05T00:00') }];
    expect(judge(visit('03T03:00', '03T03:10'), { closures }, { asPatient: false, override: true })).toEqual(
      [],
    );
  });

  it('speaks in plain words', () => {
    const given = { minimum_notice_minutes: 180, booking_horizon_days: 0, slot_interval_minutes: 45 };
    const messages = timeRefusalsOf(visit('02T09:10', '02T09:30'), schedule(given), NOW, PATIENT).map(
      (refusal) => refusal.message,
    );
    expect(messages).toEqual([
      'Appointments start every 45 minutes, counted from when the hours begin.',
      'Book at least 3 hours ahead.',
      'Book at most 0 days ahead.',
    ]);
  });
});
