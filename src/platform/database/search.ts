import sql, { join, type Sql } from 'sql-template-tag';
import { containing } from './keyset.js';

/** A trigram index finds three letters anywhere; fewer it finds at the beginning of a word only. */
const TRIGRAM = 3;

/** That `text` (lower case already) holds every one of the words, in any order; short ones begin a word of it. */
export function everyWord(text: Sql, words: string): Sql {
  const conditions = words.split(/\s+/).map((word) => {
    const anywhere = containing(word);
    if (word.length >= TRIGRAM) return sql`${text} LIKE ${anywhere}`;
    return sql`(${text} LIKE ${anywhere.slice(1)} OR ${text} LIKE ${`% ${anywhere.slice(1)}`})`;
  });
  return sql`(${join(conditions, ' AND ')})`;
}
