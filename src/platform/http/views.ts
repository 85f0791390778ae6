import type { Type } from '@nestjs/common';
import { FlagField, ObjectListField, TextField, WholeField } from './fields.js';

/**
 * One page of a keyset list as a service returns it: cursors, not links. `AnswerInterceptor` knows
 * the request and makes the links.
 */
export class Page<T> {
  constructor(
    readonly count: number,
    readonly count_is_capped: boolean,
    readonly next: string | null,
    readonly previous: string | null,
    readonly results: readonly T[],
  ) {}

  map<U>(toView: (row: T) => U): Page<U> {
    return new Page(this.count, this.count_is_capped, this.next, this.previous, this.results.map(toView));
  }
}

/** Counting stops here, so that a list's cost does not grow with the table. */
export const COUNT_CAP = 10_000;

/** Of any list; most are shorter. */
const LONGEST_PAGE = 500;

const pageTypes = new Map<Type<object>, Type<object>>();

/** The documented shape of a page of `view`: `FacilityView` → `FacilityPage`. */
export function pageOf(view: Type<object>): Type<object> {
  const made = pageTypes.get(view);
  if (made) return made;
  class PageView {
    @WholeField({ max: COUNT_CAP, description: `Exact up to ${COUNT_CAP}.`, example: 1 })
    count: number;

    @FlagField({ optional: true, description: `Present and true when there are more than ${COUNT_CAP}.` })
    count_is_capped?: boolean;

    @TextField({ nullable: true, description: 'Relative URL of the next page.', example: null })
    next: string | null;

    @TextField({ nullable: true, description: 'Relative URL of the page before.', example: null })
    previous: string | null;

    @ObjectListField(() => view, { max: LONGEST_PAGE })
    results: object[];
  }
  Object.defineProperty(PageView, 'name', { value: view.name.replace(/View$/, '') + 'Page' });
  pageTypes.set(view, PageView);
  return PageView;
}
