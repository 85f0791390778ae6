import { nameOfStatement } from './statement-spans.js';

describe('the name of a statement', () => {
  it.each([
    ['SELECT id FROM patient WHERE last_name = $1', 'SELECT patient'],
    ['  insert into "event" (id) VALUES ($1)', 'INSERT event'],
    ['WITH made AS (SELECT 1 FROM x) INSERT INTO appointment SELECT $1 FROM made', 'WITH appointment'],
    ['UPDATE notification SET status = $1', 'UPDATE notification'],
    ['START TRANSACTION', 'START'],
    ['', 'SQL'],
  ])('of %p is %p', (text, name) => expect(nameOfStatement(text)).toBe(name));
});
