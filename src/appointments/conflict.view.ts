import { formatInstant } from '../domain/instant.js';
import {
  FlagField,
  InstantField,
  ObjectField,
  ObjectListField,
  TextField,
  UuidField,
} from '../platform/http/fields.js';
import type { ConflictRow } from './conflict.repository.js';

/** An appointment that is in the way. */
export class ConflictView {
  @UuidField()
  id: string;

  @InstantField()
  start_time: string;

  @InstantField({ example: '2026-01-15T10:30:00Z' })
  end_time: string;

  @TextField({ example: 'Amina' })
  patient_first_name: string;

  @TextField({ example: 'Otieno' })
  patient_last_name: string;
}

export class ConflictsByResourceView {
  @ObjectListField(() => ConflictView, { optional: true })
  provider?: ConflictView[];

  @ObjectListField(() => ConflictView, { optional: true })
  patient?: ConflictView[];

  @ObjectListField(() => ConflictView, { optional: true })
  facility?: ConflictView[];
}

/** Who is in the way, by resource; a resource that is free is left out. */
export class ConflictReportView {
  @FlagField()
  has_conflicts: boolean;

  @ObjectField(() => ConflictsByResourceView)
  conflicts: ConflictsByResourceView;
}

export function toConflictReport(rows: readonly ConflictRow[]): ConflictReportView {
  const conflicts: ConflictsByResourceView = {};
  for (const row of rows) (conflicts[row.kind] ??= []).push(toConflictView(row));
  return { has_conflicts: rows.length > 0, conflicts };
}

function toConflictView(row: ConflictRow): ConflictView {
  return {
    id: row.id,
    start_time: formatInstant(row.start_time),
    end_time: formatInstant(row.end_time),
    patient_first_name: row.patient_first_name,
    patient_last_name: row.patient_last_name,
  };
}
