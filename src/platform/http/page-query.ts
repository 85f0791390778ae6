import { QueryWholeField, TextField, WordField } from './fields.js';

export const PAGE_SIZE_DEFAULT = 25;
export const PAGE_SIZE_MAX = 100;

/** What every list understands. */
export class PageQuery {
  @QueryWholeField({
    optional: true,
    min: 1,
    max: PAGE_SIZE_MAX,
    description: `Rows a page; ${PAGE_SIZE_DEFAULT} if not given.`,
    example: 25,
  })
  page_size?: number;

  @TextField({
    optional: true,
    max: 1_000,
    description: 'Opaque; taken from `next` or `previous` of another page.',
  })
  cursor?: string;
}

/** …and a list that is searched. */
export class SearchQuery extends PageQuery {
  @TextField({
    optional: true,
    min: 1,
    max: 100,
    description: 'Words to look for, in any letter case.',
    example: 'amina',
  })
  search?: string;
}

export const CREATION_ORDERINGS = ['created_at', '-created_at'] as const;

/** …and one whose order is the callers' choice. */
export class OrderedQuery extends SearchQuery {
  @WordField(CREATION_ORDERINGS, { optional: true, description: '`created_at` (oldest first) if not given.' })
  ordering?: (typeof CREATION_ORDERINGS)[number];
}
