import { ERROR_CODES, type ErrorCode } from '../domain/errors.js';
import {
  FlagField,
  InstantField,
  ObjectListField,
  TextField,
  UuidField,
  WordField,
} from '../platform/http/fields.js';

/** A free slot: computed, kept nowhere, and promised to nobody until it is booked. */
export class SlotView {
  @TextField({ description: 'Book by it: it says everything below, and what the visit is for.' })
  slot_id: string;

  @UuidField()
  provider_id: string;

  @TextField({ example: 'Dr. Sarah Nakamya' })
  provider_name: string;

  @UuidField({ nullable: true })
  facility_id: string | null;

  @TextField({ nullable: true, example: 'Hope Clinic' })
  facility_name: string | null;

  @InstantField()
  start_time: string;

  @InstantField({ example: '2026-01-15T10:30:00Z' })
  end_time: string;

  @WordField(['free'])
  status: 'free';
}

/** A rule that is against a time. */
export class ReasonView {
  @WordField(ERROR_CODES, { example: 'outside_working_hours' })
  code: ErrorCode;

  @TextField({ example: 'Outside the hours in which provider works.' })
  message: string;

  @InstantField({
    optional: true,
    description: 'Where it is known, the first time at which this rule alone would let a visit start.',
  })
  until?: string;
}

/** Whether the caller could book a time; if not, every rule that is against it. */
export class ExplanationView {
  @FlagField()
  bookable: boolean;

  @ObjectListField(() => ReasonView)
  reasons: ReasonView[];
}
