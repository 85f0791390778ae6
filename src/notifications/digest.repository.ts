import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import type { DigestSchedule } from './left-to-digest.js';
import { zoneOfProvider } from './written-zone.js';

/** A provider who gets a digest. */
export interface DigestTaker extends DigestSchedule {
  id: string;
  organization_id: string;
}

/** The local date of the provider's last digest. */
export function lastDigestOf(providerId: Sql): Sql {
  return sql`(SELECT max(details ->> 'date') FROM event
              WHERE type = 'provider.digest_due' AND subject_id = ${providerId})`;
}

@Injectable()
export class DigestRepository {
  /** Who has chosen it; and who has just given it up, for what was left to it until then. */
  findTakers(manager: EntityManager, after: string | null, limit: number): Promise<DigestTaker[]> {
    return rows<DigestTaker>(
      manager,
      sql`SELECT p.id, p.organization_id, o.digest_time AS time,
                 ${zoneOfProvider(sql`p.id`, sql`p.organization_id`)} AS timezone,
                 ${lastDigestOf(sql`p.id`)} AS last_date
          FROM provider p JOIN organization o ON o.id = p.organization_id
          WHERE p.is_active AND (p.notification_preferences @> '{"daily_digest": true}' OR ${isOwedOne})
            ${after === null ? empty : sql`AND p.id > ${after}`}
          ORDER BY p.id LIMIT ${limit}`,
    );
  }
}

const isOwedOne = sql`EXISTS (
  SELECT FROM notification n
  WHERE n.recipient_id = p.id AND n.skip_reason = 'in_digest' AND n.created_at > now() - interval '36 hours'
    AND NOT EXISTS (SELECT FROM event d
                    WHERE d.type = 'provider.digest_due' AND d.subject_id = p.id
                      AND d.occurred_at > n.created_at + interval '1 minute'))`;
