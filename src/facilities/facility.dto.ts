import { PartialType } from '@nestjs/swagger';
import {
  FlagField,
  ObjectListField,
  QueryFlagField,
  TextField,
  TimeZoneField,
  WholeField,
} from '../platform/http/fields.js';
import { OwnBookingSettingsDto } from '../platform/http/booking-settings.dto.js';
import { OrderedQuery } from '../platform/http/page-query.js';
import { WeeklySpanDto } from '../platform/http/weekly-span.dto.js';

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export class CreateFacilityDto extends OwnBookingSettingsDto {
  @TextField({ min: 1, max: 200, example: 'Hope Clinic' })
  name: string;

  @TextField({
    min: 1,
    max: 32,
    pattern: CODE,
    patternMessage: 'Letters, digits, dots, dashes and underscores only.',
    description: 'Short, unique within the organization in any letter case.',
    example: 'HOPE',
  })
  code: string;

  @TimeZoneField({ description: 'IANA name; opening hours and messages are in this zone.' })
  timezone: string;

  @TextField({ optional: true, nullable: true, max: 500, example: '12 Uhuru Street, Nairobi' })
  address?: string | null;

  @TextField({ optional: true, nullable: true, max: 32, example: '+254712345678' })
  phone_number?: string | null;

  @WholeField({
    optional: true,
    nullable: true,
    min: 1,
    max: 1_000,
    description: 'How many visits may go on at once; 1 if not given, null for no limit.',
    example: 1,
  })
  capacity?: number | null;

  @ObjectListField(() => WeeklySpanDto, {
    optional: true,
    max: 100,
    description: 'Weekly opening hours, local; empty: always open.',
  })
  opening_hours?: WeeklySpanDto[];

  @FlagField({ optional: true })
  is_active?: boolean;
}

export class UpdateFacilityDto extends PartialType(CreateFacilityDto, { skipNullProperties: false }) {}

export class FacilityQuery extends OrderedQuery {
  @QueryFlagField({ optional: true })
  is_active?: boolean;
}
