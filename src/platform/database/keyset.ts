import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors.js';
import type { PageQuery } from '../http/page-query.js';
import { PAGE_SIZE_DEFAULT } from '../http/page-query.js';
import { COUNT_CAP, Page } from '../http/views.js';
import { firstPreparedRow, preparedRows } from './database.js';

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
}

interface Cursor {
  /** The ordering that it belongs to: a cursor of another one is refused. */
  ordering: string;
  backwards: boolean;
  value: string;
  id: string;
}

type Keyed = Record<string, unknown> & { id: string };

/** One page of `listing`, ordered by `ordering` (`created_at`, `-created_at`, …). */
export async function fetchPage<Row extends object>(
  manager: EntityManager,
  listing: Listing,
  query: PageQuery,
  ordering: string,
): Promise<Page<Row>> {
  const size = query.page_size ?? PAGE_SIZE_DEFAULT;
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, ordering);
  // One after the other: a request holds one connection at a time, which is what the shares of the pool count with.
  const found = await fetchRows<Row & Keyed>(manager, listing, ordering, cursor, size + 1);
  const more = found.length > size;
  const isWhole = !more && cursor === null;
  const total = isWhole ? found.length : await countRows(manager, listing);
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

async function fetchRows<Row>(
  manager: EntityManager,
  listing: Listing,
  ordering: string,
  cursor: Cursor | null,
  limit: number,
): Promise<Row[]> {
  const column = raw(`${listing.alias}.${ordering.replace('-', '')}`);
  const id = raw(`${listing.alias}.id`);
  const descending = ordering.startsWith('-') !== (cursor?.backwards ?? false);
  const direction = raw(descending ? 'DESC' : 'ASC');
  const beyond = raw(descending ? '<' : '>');
  const where = cursor
    ? [...listing.where, sql`(${column}, ${id}) ${beyond} (${cursor.value}::timestamptz, ${cursor.id}::uuid)`]
    : listing.where;
  const order = sql`ORDER BY ${column} ${direction}, ${id} ${direction}`;
  const cut = sql`FROM ${listing.from} ${whereAll(where)} ${order} LIMIT ${limit}`;
  const alias = raw(listing.alias);
  const statement = listing.joins
    ? sql`SELECT ${listing.columns} FROM (SELECT ${alias}.* ${cut}) ${alias} ${listing.joins} ${order}`
    : sql`SELECT ${listing.columns} ${cut}`;
  return preparedRows<Row>(manager, statement);
}

async function countRows(manager: EntityManager, listing: Listing): Promise<number> {
  const counted = await firstPreparedRow<{ total: number }>(
    manager,
    sql`SELECT count(*) AS total FROM (SELECT FROM ${listing.from} ${whereAll(listing.where)} LIMIT ${COUNT_CAP + 1}) listed`,
  );
  return Number(counted?.total ?? 0);
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
