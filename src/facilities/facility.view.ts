import { formatInstant } from '../domain/instant.js';
import { bookingSettingsOf } from '../platform/database/own-booking-settings.js';
import { OwnBookingSettingsDto } from '../platform/http/booking-settings.dto.js';
import {
  FlagField,
  InstantField,
  ObjectListField,
  TextField,
  UuidField,
  WholeField,
} from '../platform/http/fields.js';
import { WeeklySpanDto } from '../platform/http/weekly-span.dto.js';
import type { Facility } from './facility.entity.js';

/** A facility as everybody sees it. */
export class FacilityView extends OwnBookingSettingsDto {
  @UuidField()
  id: string;

  @TextField({ example: 'Hope Clinic' })
  name: string;

  @TextField({ example: 'HOPE' })
  code: string;

  @TextField({ example: 'Africa/Nairobi' })
  timezone: string;

  @TextField({ nullable: true, example: '12 Uhuru Street, Nairobi' })
  address: string | null;

  @TextField({ nullable: true, example: '+254712345678' })
  phone_number: string | null;

  @WholeField({ nullable: true, min: 1, description: 'Null: no limit.', example: 1 })
  capacity: number | null;

  @ObjectListField(() => WeeklySpanDto)
  opening_hours: WeeklySpanDto[];

  @FlagField()
  is_active: boolean;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

export function toFacilityView(facility: Facility): FacilityView {
  return {
    id: facility.id,
    name: facility.name,
    code: facility.code,
    timezone: facility.timezone,
    address: facility.address,
    phone_number: facility.phone_number,
    capacity: facility.capacity,
    opening_hours: facility.opening_hours,
    is_active: facility.is_active,
    ...bookingSettingsOf(facility),
    version: facility.version,
    created_at: formatInstant(facility.created_at),
    updated_at: formatInstant(facility.updated_at),
  };
}
