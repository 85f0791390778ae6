import { toSnakeWord } from './snake-word.js';

describe('toSnakeWord', () => {
  it.each([
    ['general_practice', 'general_practice'],
    [' General Practice ', 'general_practice'],
    ['general-practice', 'general_practice'],
    ['ENT', 'ent'],
  ])('%p → %p', (text, word) => {
    expect(toSnakeWord(text)).toBe(word);
  });
});
