import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Interval } from '../domain/interval.js';
import { firstRow } from '../platform/database/database.js';
import { type HoursFacts, HoursInForce } from './hours-in-force.js';
import type { Provider } from './provider.entity.js';
import { facilityFacts, ORGANIZATION_FACTS, providerFacts } from './schedule-facts.js';

const DAY = 86_400_000;

/** What a provider's hours are made of, read as bookings read it. */
@Injectable()
export class HoursInForceRepository {
  /** The hours that hold within `range`. */
  async find(tx: EntityManager, provider: Provider, range: Interval): Promise<HoursInForce> {
    // Dates are local, and the hours of one may reach into the next.
    const wide = { start: range.start - 2 * DAY, end: range.end + 2 * DAY };
    const facts = await firstRow<HoursFacts>(
      tx,
      sql`SELECT ${ORGANIZATION_FACTS} AS organization, ${providerFacts(wide)} AS provider,
                 (SELECT coalesce(json_agg(${facilityFacts(wide)}), '[]') FROM facility f WHERE f.organization_id = o.id) AS facilities
          FROM provider p JOIN organization o ON o.id = p.organization_id WHERE p.id = ${provider.id}`,
    );
    return new HoursInForce(facts!);
  }
}
