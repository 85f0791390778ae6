import sql, { type Sql } from 'sql-template-tag';

/**
 * The zone that a provider's visits are written in where no facility says it: the one that their facilities
 * share, else the organization's facilities do, else the organization's own.
 */
export function zoneOfProvider(providerId: Sql, organizationId: Sql): Sql {
  return sql`coalesce(
    (SELECT min(timezone) FROM facility JOIN provider_facility w ON w.facility_id = facility.id
     WHERE w.provider_id = ${providerId} HAVING count(DISTINCT timezone) = 1),
    (SELECT min(timezone) FROM facility WHERE organization_id = ${organizationId} HAVING count(DISTINCT timezone) = 1),
    (SELECT timezone FROM organization WHERE id = ${organizationId}))`;
}

/** The zone that messages about a visit `a`, with its facility `f` joined, are written in. They name it. */
export const zoneOfVisit = sql`coalesce(f.timezone, ${zoneOfProvider(sql`a.provider_id`, sql`a.organization_id`)})`;
