import { EVENT_TYPES } from '../events/event-types.js';
import { canWrite } from './message-writer.js';
import { faultsOf, MESSAGES_OF_EVENT, messagesOf } from './messages-of-event.js';

describe('the table from events to messages', () => {
  it('decides for every event, and says nothing that nobody can write', () => {
    expect(faultsOf(MESSAGES_OF_EVENT, EVENT_TYPES, canWrite)).toEqual([]);
  });

  it('is found at fault for an event without a decision, and for a message without words', () => {
    expect(faultsOf(MESSAGES_OF_EVENT, ['visit.dreamt'], canWrite)).toEqual([
      'Nobody has decided whom to tell of visit.dreamt.',
    ]);
    expect(faultsOf(MESSAGES_OF_EVENT, ['appointment.cancelled'], () => false)).toEqual([
      'appointment.cancelled says cancelled, which nobody can write.',
    ]);
  });

  it('tells of an edit only what people are told', () => {
    const [updated] = messagesOf('appointment.updated');
    const before = { modality: 'in_person', notes: null };
    const edited = (after: object) =>
      updated?.onlyIf?.({ before, after: { ...before, ...after }, details: {} });
    expect(edited({ notes: 'Late payer' })).toBe(false);
    expect(edited({ modality: 'video' })).toBe(true);
  });
});
