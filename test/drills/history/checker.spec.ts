import type { Status } from '../../../src/domain/lifecycle.js';
import type { EventType } from '../../../src/events/event-types.js';
import { complaintsAbout } from './checker.js';
import type { Asked, History, Logged, Occupied, State } from './record.js';

const HOUR = 3_600_000;

function state(more: Partial<State> = {}): State {
  return {
    id: 'visit',
    version: 1,
    status: 'scheduled',
    provider_id: 'sarah',
    patient_id: 'amina',
    facility_id: null,
    start: 10 * HOUR,
    end: 11 * HOUR,
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
    hold_expires_at: null,
    ...more,
  };
}

const created = (after: State, committed: number, request: string | null = `book ${after.id}`): Logged => ({
  type: 'appointment.created',
  request,
  before: null,
  after,
  committed,
});

function next(
  type: EventType,
  { after: before }: Logged,
  committed: number,
  more: Partial<State> = {},
): Logged {
  const after = { ...before, version: before.version + 1, ...more };
  return { type, request: `${type} ${before.id}`, before, after, committed };
}

const cancelled = (event: Logged, committed: number): Logged =>
  next('appointment.cancelled', event, committed, { status: 'cancelled' });

/** The history in which everybody was told what happened, and the tables say the same. */
function truthOf(events: Logged[], capacities: Record<string, number> = {}): History {
  const asked = events
    .filter(({ request }) => request !== null)
    .map(({ type, request, after }): Asked => {
      const wishes: Partial<Record<EventType, Asked['wish']>> = {
        'appointment.created': 'book',
        'appointment.rescheduled': 'reschedule',
        'appointment.cancelled': 'cancel',
        'appointment.completed': 'complete',
        'appointment.checked_in': 'check-in',
      };
      const shown = { id: after.id, version: after.version, status: after.status };
      return { wish: wishes[type] ?? 'update', requests: [request ?? ''], outcome: 'done', shown };
    });
  const last = [...new Map(events.map(({ after }) => [after.id, after])).values()];
  const occupancy = last
    .filter(({ status }) => status !== 'cancelled' && status !== 'completed')
    .flatMap(({ id, start, end, provider_id, patient_id, facility_id }): Occupied[] =>
      [
        provider_id,
        patient_id,
        ...(facility_id !== null && facility_id in capacities ? [facility_id] : []),
      ].map((resource_id) => ({ appointment_id: id, resource_id, start, end })),
    );
  return { asked, events, appointments: last, occupancy, capacities };
}

const other = (more: Partial<State> = {}): State => state({ id: 'other', patient_id: 'joy', ...more });

describe('the checker of histories', () => {
  it('has nothing against a good one', () => {
    const visit = created(state(), 1);
    const moved = next('appointment.rescheduled', visit, 2, { start: 12 * HOUR, end: 13 * HOUR });
    const second = created(other(), 3);
    const arrived = next('appointment.checked_in', second, 4, { status: 'checked_in' });
    const done = next('appointment.completed', arrived, 5, { status: 'completed' });
    const third = created(state({ id: 'third', patient_id: 'grace' }), 6);
    expect(complaintsAbout(truthOf([visit, moved, second, arrived, done, third]))).toEqual([]);
  });

  it('has nothing against a time that was free again', () => {
    const visit = created(state(), 1);
    expect(complaintsAbout(truthOf([visit, cancelled(visit, 2), created(other(), 3)]))).toEqual([]);
    const hold = created(state({ status: 'proposed', hold_expires_at: 2 }), 1);
    const swept = next('appointment.hold_expired', hold, 9, { status: 'cancelled' });
    const events = [hold, created(other(), 3), { ...swept, request: null }];
    expect(complaintsAbout(truthOf(events))).toEqual([]);
  });

  it('sees an overlap that is gone by the end', () => {
    const [visit, rival] = [created(state(), 1), created(other({ start: 10.5 * HOUR, end: 12 * HOUR }), 2)];
    const complaints = complaintsAbout(truthOf([visit, rival, cancelled(visit, 3)]));
    expect(complaints).toEqual(['sarah was in 2 places at once: visit, other']);
  });

  it('sees an overlap with the time around a visit, with a hold that still held, and with a no-show', () => {
    const buffered = created(state({ start: 9 * HOUR, end: 10 * HOUR, buffer_after_minutes: 1 }), 1);
    const held = created(state({ status: 'proposed', hold_expires_at: 9 }), 1);
    const missed = next('appointment.no_show', created(state(), 1), 2, { status: 'no_show' });
    for (const before of [buffered, held, missed])
      expect(complaintsAbout(truthOf([before, created(other(), 3)])).join()).toContain(
        'sarah was in 2 places',
      );
  });

  it('sees one more than a facility takes, and not one less', () => {
    const at = (id: string, start: number): Logged =>
      created(
        state({
          id,
          provider_id: id,
          patient_id: `of ${id}`,
          facility_id: 'hope',
          start: start * HOUR,
          end: (start + 2) * HOUR,
        }),
        start,
      );
    const [one, two, three] = [at('a', 1), at('b', 2), at('c', 2.5)];
    expect(complaintsAbout(truthOf([one, two], { hope: 2 }))).toEqual([]);
    expect(complaintsAbout(truthOf([one, two, at('d', 3)], { hope: 2 }))).toEqual([]);
    expect(complaintsAbout(truthOf([one, two, three], { hope: 2 }))).toEqual([
      'hope was in 3 places at once: a, b, c',
    ]);
    expect(complaintsAbout(truthOf([one, two, three]))).toEqual([]);
  });

  it.each<[string, Status, EventType, Status]>([
    ['a move that the lifecycle does not have', 'cancelled', 'appointment.confirmed', 'scheduled'],
    ['a step that leads elsewhere', 'scheduled', 'appointment.checked_in', 'completed'],
  ])('sees %s', (_, from, type, to) => {
    const visit = created(state(), 1);
    const at = next('appointment.updated', visit, 2, { status: from });
    expect(complaintsAbout(truthOf([visit, at, next(type, at, 3, { status: to })]))).not.toEqual([]);
  });

  it('sees a version that is missing, told twice, or does not begin where the last one ended', () => {
    const visit = created(state(), 1);
    const moved = next('appointment.rescheduled', visit, 2, { start: 9 * HOUR });
    for (const wrong of [
      { ...moved.after, version: 3 },
      { ...moved.after, version: 1 },
    ])
      expect(complaintsAbout(truthOf([visit, { ...moved, after: wrong }]))).not.toEqual([]);
    const fromElsewhere = { ...moved, before: { ...visit.after, start: 0 } };
    expect(complaintsAbout(truthOf([visit, fromElsewhere]))).not.toEqual([]);
  });

  it('lets a remark about a visit be no change', () => {
    const visit = created(state(), 1);
    const remark = {
      ...visit,
      type: 'appointment.reminder_due' as EventType,
      request: null,
      before: visit.after,
    };
    expect(complaintsAbout({ ...truthOf([visit]), events: [visit, remark] })).toEqual([]);
  });

  describe('about words', () => {
    const visit = created(state(), 1);
    const good = truthOf([visit]);
    const [said] = good.asked as [Asked];

    it.each<[string, Partial<Asked>]>([
      ['refused, and happened', { outcome: 'refused' }],
      ['shown as it never was', { shown: { id: 'visit', version: 1, status: 'proposed' } }],
      ['shown in a version that there is not', { shown: { id: 'visit', version: 2, status: 'scheduled' } }],
      ['granted as something else', { wish: 'cancel' }],
      ['done, and nothing happened', { requests: ['another'] }],
    ])('sees what was %s', (_, wrong) => {
      expect(complaintsAbout({ ...good, asked: [{ ...said, ...wrong }] })).not.toEqual([]);
    });

    it('sees what was done twice, and what nobody asked for', () => {
      const again = created(other({ provider_id: 'grace' }), 2, visit.request);
      const twice = truthOf([visit, again]);
      expect(complaintsAbout({ ...twice, asked: [said] })).not.toEqual([]);
      expect(complaintsAbout({ ...twice, asked: [{ ...said, outcome: 'unknown' }] })).not.toEqual([]);
      expect(complaintsAbout({ ...good, asked: [] })).toEqual([
        'visit: nobody asked for appointment.created',
      ]);
    });

    it('lets what nobody knows have happened, or not', () => {
      const lost: Asked = { wish: 'book', requests: ['lost'], outcome: 'unknown' };
      const unheard: Asked = { ...said, outcome: 'unknown', shown: undefined };
      expect(complaintsAbout({ ...good, asked: [unheard, lost] })).toEqual([]);
    });
  });

  it('sees tables that say something else', () => {
    const good = truthOf([created(state(), 1)]);
    expect(complaintsAbout({ ...good, appointments: [] })).not.toEqual([]);
    expect(complaintsAbout({ ...good, occupancy: good.occupancy.slice(1) })).toHaveLength(1);
    const stray = { appointment_id: 'x', resource_id: 'sarah', start: 0, end: 1 };
    expect(complaintsAbout({ ...good, occupancy: [...good.occupancy, stray] })).toHaveLength(1);
  });
});
