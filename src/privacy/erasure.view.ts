import { InstantField, UuidField, WholeField } from '../platform/http/fields.js';

/** What was done to erase a patient. */
export class ErasureView {
  @UuidField({ description: 'Stays, and stands for nobody now.' })
  patient_id: string;

  @InstantField()
  erased_at: string;

  @WholeField({ description: 'Visits that lost their texts.', example: 12 })
  appointments: number;

  @WholeField({ description: 'Entries of the activity log that were blanked.', example: 31 })
  events: number;

  @WholeField({ description: 'Messages whose address was forgotten.', example: 40 })
  notifications: number;

  @WholeField({ description: 'Answers kept for an `Idempotency-Key` that were dropped.', example: 0 })
  stored_answers: number;
}
