import { HoursInForce, type HoursFacts } from './hours-in-force.js';
import type { FacilityFacts } from './schedule-facts.js';

const NO_SETTINGS = {
  slot_interval_minutes: null,
  minimum_notice_minutes: null,
  booking_horizon_days: null,
  provider_daily_limit: null,
  patient_daily_limit: null,
};
const facility = (id: string): FacilityFacts => ({
  id,
  name: id,
  is_active: true,
  timezone: 'Africa/Nairobi',
  capacity: 1,
  settings: NO_SETTINGS,
  opening_hours: '[]',
  closures: [],
});
const mondays = (facility_id: string, start: string, end: string) => ({
  facility_id,
  json: JSON.stringify([{ weekday: 1, start, end }]),
});
const factsOf = (provider: Partial<HoursFacts['provider']>, facilities: FacilityFacts[]): HoursFacts => ({
  organization: {
    timezone: 'UTC',
    settings: { ...NO_SETTINGS, minimum_notice_minutes: 0, booking_horizon_days: 365 },
  },
  provider: {
    id: 'p',
    name: 'Wanjiru',
    kind: 'doctor',
    is_active: true,
    accepts_bookings: true,
    facility_ids: [],
    topic_ids: [],
    settings: NO_SETTINGS,
    hours: [],
    overrides: [],
    time_off: [],
    ...provider,
  },
  facilities,
});
/** A visit on Monday 2026-01-05, in Nairobi's clock time. */
const visit = (facility_id: string | null, start: string, end: string) => ({
  facility_id,
  start: Date.parse(`2026-01-05T${start}+03:00`),
  end: Date.parse(`2026-01-05T${end}+03:00`),
});

describe('the hours in force', () => {
  const set = [
    mondays('hope', '09:00', '12:00'),
    mondays('grace', '12:00', '15:00'),
    mondays('left', '16:00', '18:00'),
  ];
  const facilities = ['hope', 'grace', 'left'].map(facility);
  const hours = new HoursInForce(factsOf({ facility_ids: ['hope', 'grace'], hours: set }, facilities));

  it('hold a visit that lies within, at its own facility', () => {
    expect(hours.hold(visit('hope', '09:00', '12:00'))).toBe(true);
    expect(hours.hold(visit('hope', '11:30', '12:30'))).toBe(false);
    expect(hours.hold(visit('grace', '09:00', '10:00'))).toBe(false);
    expect(hours.hold(visit('left', '16:00', '17:00'))).toBe(true);
  });

  it('are those of all places together for a visit without a facility', () => {
    expect(hours.hold(visit(null, '11:30', '12:30'))).toBe(true);
    expect(hours.hold(visit(null, '16:00', '17:00'))).toBe(false);
  });

  it('are always where nobody set any', () => {
    expect(new HoursInForce(factsOf({}, [])).hold(visit(null, '03:00', '04:00'))).toBe(true);
    expect(new HoursInForce(factsOf({}, facilities)).hold(visit('hope', '03:00', '04:00'))).toBe(true);
  });
});
