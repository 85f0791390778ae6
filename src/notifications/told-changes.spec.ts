import { toldChanges } from './told-changes.js';

const row = {
  start_time: '2030-01-07T10:00:00+00:00',
  provider_id: 'a',
  modality: 'in_person',
  notes: null,
  priority: 5,
  version: 1,
};

describe('what people are told of a change', () => {
  it('is what concerns them, and nothing of the clinic’s own', () => {
    const own = { ...row, notes: 'Late payer', priority: 1, version: 2, provider_notes: 'x' };
    expect(toldChanges({ before: row, after: own, details: {} })).toEqual([]);
    const theirs = { ...row, modality: 'video', video_url: 'https://meet.example.org/1' };
    expect(toldChanges({ before: row, after: theirs, details: {} })).toEqual(['modality', 'video_url']);
  });

  it('takes a column that the release before did not have for empty', () => {
    expect(toldChanges({ before: row, after: { ...row, video_url: null }, details: {} })).toEqual([]);
  });

  it('is asked of the topics apart', () => {
    const topics = (before: string[], after: string[]) =>
      toldChanges({ before: row, after: row, details: { topic_ids: { before, after } } });
    expect(topics(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(topics(['a'], ['a', 'b'])).toEqual(['topics']);
  });

  it('is nothing where there was, or is, no row', () => {
    expect(toldChanges({ before: null, after: row, details: {} })).toEqual([]);
  });
});
