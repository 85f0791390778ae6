import { Injectable } from '@nestjs/common';
import type { Interval } from '../domain/interval.js';
import { Database } from '../platform/database/database.js';
import { DAYS_USUAL } from './availability.dto.js';
import { isInVain } from './candidates.js';
import type { PageMaker } from './search.js';
import { type Found, SearchRepository, type Wish } from './search.repository.js';

const DAY = 86_400_000;
/** Providers times days that one statement reads: they are held at once, and nobody else is answered while they are parsed. */
const PROVIDER_DAYS = 1_000;
/** The usual search, in whatever zones: one window. */
const SHORTEST = DAYS_USUAL + 2;
/** Longer than any visit with its buffers, and than the day of its start, which daily limits count. */
const AROUND = 2 * DAY;

/** What was found of one window of time. */
export interface FoundWithin {
  wish: Wish;
  found: Found;
  window: Interval;
}

/** Reads what a search computes with: of few providers all at once, of many some days after the other. */
@Injectable()
export class SearchWindows {
  constructor(
    private readonly database: Database,
    private readonly repository: SearchRepository,
  ) {}

  /** By time, and no further than the page needs; at least one, however little there is. */
  async *read(wish: Wish, page: PageMaker): AsyncGenerator<FoundWithin> {
    let { provider_ids } = wish;
    for (let { start } = wish.range; start < wish.range.end;) {
      const window = { start, end: Math.min(wish.range.end, start + daysAtOnce(provider_ids) * DAY) };
      start = window.end;
      if (!page.needs(window)) continue;
      const range = { start: window.start - AROUND, end: window.end + AROUND };
      const within = { ...wish, provider_ids, range };
      const found = await this.database.reading((reader) => this.repository.find(reader, within));
      yield { wish: within, found, window };
      if (isInVain(wish, found)) return;
      provider_ids = page.left(found.providers.map(({ facts }) => facts.id));
      if (provider_ids.length === 0) return;
    }
  }
}

/** @param providerIds null: nobody knows how many, yet */
function daysAtOnce(providerIds: readonly string[] | null): number {
  const fitting = providerIds === null ? 0 : Math.floor(PROVIDER_DAYS / providerIds.length);
  return Math.max(SHORTEST, fitting);
}
