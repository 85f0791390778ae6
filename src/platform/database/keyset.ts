import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors.js';
import type { PageQuery } from '../http/page-query.js';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../http/page-query.js';
import { COUNT_CAP, Page } from '../http/views.js';
import { firstRow, preparedRows, rows } from './database.js';

/**
 * Keyset lists: a page starts after the last row of the one before, found by index, so that page 1,000
 * costs what page 1 costs. Sorting is by one timestamp column and the id, which breaks ties.
 */
export interface Listing {
  /** Selected columns; must include `id` and the ordering column under its own name. */
  columns: Sql;
  from: Sql;
  where: readonly Sql[];
  /** Table alias of the ordering column and the id. */
  alias: string;
  /** Joined after the page is cut, so that names are looked up for the rows that are shown only. */
  joins?: Sql;
  /**
   * Planned once for all values, which saves a fifth of a short list: only where every value of the conditions is found
   * by the same index. What fits the usual status reads the whole table for a rare one.
   */
  hasOnePlan?: boolean;
}

interface Cursor {
  /** The ordering that it belongs to: a cursor of another one is refused. */
  ordering: string;
  backwards: boolean;
  value: string;
  id: string;
}

type Keyed = Record<string, unknown> & { id: string };

/** Of a row that was found: how many there are in all, up to one more than the cap; null: as many as were found. */
type Counted = Keyed & { counted: number | null };

/** One page of `listing`, ordered by `ordering` (`created_at`, `-created_at`, …). */
export async function fetchPage<Row extends object>(
  manager: EntityManager,
  listing: Listing,
  query: PageQuery,
  ordering: string,
): Promise<Page<Row>> {
  const size = query.page_size ?? PAGE_SIZE_DEFAULT;
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, ordering);
  const fetch = listing.hasOnePlan ? preparedRows : rows;
  const found = await fetch<Row & Counted>(manager, pageAndCount(listing, ordering, cursor, size));
  const total = found[0] ? (found[0].counted ?? found.length) : await countBeyond(manager, listing, cursor);
  const more = found.length > size;
  const page = more ? found.slice(0, size) : found;
  if (cursor?.backwards) page.reverse();
  const hasNext = cursor?.backwards ? true : more;
  const hasPrevious = cursor === null ? false : cursor.backwards ? more : true;
  return new Page<Row>(
    Math.min(total, COUNT_CAP),
    total > COUNT_CAP,
    hasNext ? encodeCursor(ordering, page.at(-1), false) : null,
    hasPrevious ? encodeCursor(ordering, page[0], true) : null,
    page,
  );
}

/**
 * The page with one row more than asked for, and the count, in one statement: a round trip costs as much as either. A
 * page that holds everything is not counted.
 */
function pageAndCount(listing: Listing, ordering: string, cursor: Cursor | null, size: number): Sql {
  const alias = raw(listing.alias);
  const [column, id] = [raw(`${listing.alias}.${ordering.replace('-', '')}`), raw(`${listing.alias}.id`)];
  const descending = ordering.startsWith('-') !== (cursor?.backwards ?? false);
  const direction = raw(descending ? 'DESC' : 'ASC');
  const beyond = raw(descending ? '<' : '>');
  const where = cursor
    ? [...listing.where, sql`(${column}, ${id}) ${beyond} (${cursor.value}::timestamptz, ${cursor.id}::uuid)`]
    : listing.where;
  const order = sql`ORDER BY ${column} ${direction}, ${id} ${direction}`;
  const counted = cursor
    ? count(listing)
    : sql`CASE WHEN (SELECT count(*) FROM page) > ${size} THEN ${count(listing)} END`;
  // The limit that is a number is for the planner, which takes one that it does not know for a tenth of the table.
  return sql`WITH page AS MATERIALIZED (
      SELECT * FROM (SELECT ${alias}.* FROM ${listing.from} ${whereAll(where)} ${order} LIMIT ${raw(`${PAGE_SIZE_MAX + 1}`)}) ${alias}
      ${order} LIMIT ${size + 1})
    SELECT ${listing.columns}, ${counted} AS counted FROM page ${alias} ${listing.joins ?? empty} ${order}`;
}

function count(listing: Listing): Sql {
  return sql`(SELECT count(*)::int FROM (SELECT FROM ${listing.from} ${whereAll(listing.where)} LIMIT ${raw(`${COUNT_CAP + 1}`)}) listed)`;
}

/** Where nothing was found: none, or none beyond the cursor. */
async function countBeyond(manager: EntityManager, listing: Listing, cursor: Cursor | null): Promise<number> {
  if (cursor === null) return 0;
  const counted = await firstRow<{ total: number }>(manager, sql`SELECT ${count(listing)} AS total`);
  return counted?.total ?? 0;
}

/** `WHERE a AND b …`, or nothing. */
export function whereAll(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? empty : sql`WHERE ${join(conditions, ' AND ')}`;
}

function encodeCursor(ordering: string, row: Keyed | undefined, backwards: boolean): string | null {
  if (!row) return null;
  const value = row[ordering.replace('-', '')];
  const text = value instanceof Date ? value.toISOString() : String(value);
  return Buffer.from(JSON.stringify([ordering, backwards ? 1 : 0, text, row.id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function decodeCursor(text: string, ordering: string): Cursor {
  const parts = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(parts) || parts.length !== 4) throw new DomainError('invalid_cursor');
  const [of, backwards, value, id] = parts as unknown[];
  const isOurs = of === ordering && typeof value === 'string' && isOurTime(value);
  if (!isOurs || typeof id !== 'string' || !UUID.test(id)) throw new DomainError('invalid_cursor');
  return { ordering, backwards: backwards === 1, value, id };
}

/** Anybody can write a cursor: the 30th of February or the year 0 must not get as far as PostgreSQL. */
function isOurTime(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text && text > '1000';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `LIKE` pattern that finds `words` anywhere, with its own wildcards taken literally. */
export function containing(words: string): string {
  return `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
