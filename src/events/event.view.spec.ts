import type { EventRow } from './event.repository.js';
import { toEventView } from './event.view.js';

const row = (before: EventRow['before'], after: EventRow['after']): EventRow => ({
  id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
  type: 'appointment.updated',
  subject_type: 'appointment',
  subject_id: null,
  actor_id: null,
  actor_role: null,
  actor_name: null,
  request_id: null,
  details: {},
  occurred_at: new Date(0),
  before,
  after,
});

describe('what an event shows', () => {
  it('is what changed, with times as the API writes them', () => {
    const before = { version: 1, start_time: '2030-01-07T10:00:00+00:00', reason: 'Cough', arrived_at: null };
    const after = { ...before, version: 2, start_time: '2030-01-07T11:00:00.5+00:00' };
    expect(toEventView(row(before, after))).toMatchObject({
      before: { version: 1, start_time: '2030-01-07T10:00:00Z' },
      after: { version: 2, start_time: '2030-01-07T11:00:00.500Z' },
    });
  });

  it('leaves texts alone that look like times, and are none', () => {
    for (const reason of ['2026-02-30T10:00:00Z', '2026-01-01T99:99:99Z', '2026-01-15T10:00:00+00:00'])
      expect(toEventView(row(null, { reason })).after).toEqual({ reason });
  });
});
