import { DateField, UuidField } from '../platform/http/fields.js';
import { WeeklySpanDto } from '../platform/http/weekly-span.dto.js';

export const MOST_HOURS = 200;

const FROM = { example: '2026-01-01', description: 'First date on which it holds; null: since ever.' };
const UNTIL = { example: '2026-12-31', description: 'Last date on which it holds; null: for good.' };

/** One span of a provider's week at a facility, in its local clock time. */
export class WorkingHoursDto extends WeeklySpanDto {
  @UuidField()
  facility_id: string;

  @DateField({ ...FROM, optional: true, nullable: true })
  valid_from?: string | null;

  @DateField({ ...UNTIL, optional: true, nullable: true })
  valid_until?: string | null;
}

export class WorkingHoursView extends WeeklySpanDto {
  @UuidField()
  facility_id: string;

  @DateField({ ...FROM, nullable: true })
  valid_from: string | null;

  @DateField({ ...UNTIL, nullable: true })
  valid_until: string | null;
}
