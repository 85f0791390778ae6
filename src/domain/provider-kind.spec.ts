import { isBookable, PROVIDER_KINDS } from './provider-kind.js';

describe('isBookable', () => {
  it('holds for those who see patients by appointment, and for nobody else', () => {
    expect(PROVIDER_KINDS.filter(isBookable)).toEqual([
      'doctor',
      'nurse',
      'midwife',
      'community_worker',
      'therapist',
      'coach',
    ]);
  });
});
