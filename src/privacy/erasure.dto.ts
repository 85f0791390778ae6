import { TextField } from '../platform/http/fields.js';

export class ErasePatientDto {
  @TextField({
    min: 1,
    max: 500,
    description: 'Why; kept in the activity log, so it names nobody.',
    example: 'Asked for in writing on 2 March; request 2026-14.',
  })
  reason: string;
}
