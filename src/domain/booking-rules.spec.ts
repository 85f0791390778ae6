import { type BookingFacts, conflictRefusals, refusalsOf, requestedSpan, toError } from './booking-rules.js';

const NOW = Date.UTC(2030, 0, 7, 9);
const START = NOW + 60 * 60_000;
const MINUTE = 60_000;

describe('requestedSpan', () => {
  it('takes the first length that is given: end, minutes, topics, half an hour', () => {
    const end = (request: object, topics: number[] = []): number =>
      (requestedSpan({ start: START, ...request }, topics, NOW).end - START) / MINUTE;
    expect(end({ end: START + 5 * MINUTE, durationMinutes: 45 }, [20])).toBe(5);
    expect(end({ durationMinutes: 45 }, [20])).toBe(45);
    expect(end({}, [20, 15])).toBe(35);
    expect(end({})).toBe(30);
  });

  it.each([
    ['now', { start: NOW }, ['start_time']],
    ['the past', { start: NOW - 1 }, ['start_time']],
    ['no length', { start: START, end: START }, ['end_time']],
    ['less than five minutes', { start: START, end: START + 5 * MINUTE - 1 }, ['end_time']],
    ['more than a day', { start: START, end: START + 1_440 * MINUTE + 1 }, ['end_time']],
    ['two things at once', { start: NOW, durationMinutes: 1 }, ['start_time', 'duration_minutes']],
  ])('refuses %s', (_, request, fields) => {
    expect(() => requestedSpan(request, [], NOW)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        details: { errors: Object.fromEntries(fields.map((field) => [field, [expect.any(String)]])) },
      }),
    );
  });
});

describe('refusalsOf', () => {
  const fine: BookingFacts = {
    provider: { is_active: true, bookable: true, accepts_bookings: true, facility_ids: [], topic_ids: [] },
    patient: { is_active: true },
    facility: { id: 'f', is_active: true },
    topics: [{ id: 't', name: 'Checkup', is_active: true }],
  };
  const provider = (more: object): BookingFacts => ({ ...fine, provider: { ...fine.provider, ...more } });

  it('lets what breaks no rule pass', () => {
    expect(refusalsOf(fine)).toEqual([]);
    expect(refusalsOf(provider({ facility_ids: ['f'], topic_ids: ['t'] }))).toEqual([]);
    expect(refusalsOf({ ...provider({ facility_ids: ['g'] }), facility: null })).toEqual([]);
  });

  it.each([
    ['provider_inactive', provider({ is_active: false })],
    ['provider_not_bookable', provider({ bookable: false })],
    ['provider_unavailable', provider({ accepts_bookings: false })],
    ['patient_inactive', { ...fine, patient: { is_active: false } }],
    ['facility_inactive', { ...fine, facility: { id: 'f', is_active: false } }],
    ['facility_not_served', provider({ facility_ids: ['g'] })],
    ['topic_not_offered', provider({ topic_ids: ['u'] })],
    ['topic_not_offered', { ...fine, topics: [{ id: 't', name: 'Checkup', is_active: false }] }],
  ])('names %s', (code, facts) => {
    expect(refusalsOf(facts).map((refusal) => refusal.code)).toEqual([code]);
  });

  it('tells all of them at once, the first as the code', () => {
    const [first, ...others] = [
      ...refusalsOf(provider({ is_active: false, bookable: false })),
      ...conflictRefusals(['patient']),
    ];
    const error = toError([first as NonNullable<typeof first>, ...others]);
    expect(error.code).toBe('provider_inactive');
    expect(error.details.errors).toEqual({
      provider: ['Provider is not active.', 'This kind of provider takes no appointments.'],
      patient: ['Patient already has an appointment in this window.'],
    });
  });
});
