import { Injectable } from '@nestjs/common';
import { DEFAULT_LENGTH, MAXIMUM_LENGTH } from '../domain/booking-rules.js';
import { DomainError, invalidField } from '../domain/errors.js';
import { instantOf } from '../domain/instant.js';
import type { Interval } from '../domain/interval.js';
import { AccessLog } from '../events/access-log.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import type { CheckConflictsDto, CheckNewConflictsDto } from './appointment.dto.js';
import { scopeOf } from './appointment.filters.js';
import { AppointmentRepository } from './appointment.repository.js';
import { ConflictRepository, type Wanted } from './conflict.repository.js';
import { type ConflictReportView, toConflictReport } from './conflict.view.js';

const MINUTE = 60_000;

/** Who is in the way: asked by people who plan, changes nothing and promises nothing. */
@Injectable()
export class ConflictService {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
    private readonly conflicts: ConflictRepository,
    private readonly access: AccessLog,
  ) {}

  /** For an appointment as it is, or as the what-if would have it; never the appointment itself. */
  async ofAppointment(actor: Actor, id: string, input: CheckConflictsDto): Promise<ConflictReportView> {
    const current = found(await this.appointments.findById(this.database.manager, scopeOf(actor), id));
    assertOwnProvider(actor, input.provider_id);
    const length = current.end_time.getTime() - current.start_time.getTime();
    const start = input.start_time === undefined ? current.start_time.getTime() : instantOf(input.start_time);
    const span = { start, end: input.end_time === undefined ? start + length : instantOf(input.end_time) };
    assertVisitLong(span);
    const resources = {
      ...current,
      provider_id: input.provider_id ?? current.provider_id,
      facility_id: input.facility_id === undefined ? current.facility_id : input.facility_id,
    };
    return this.report(actor, { resources, span, except: id });
  }

  async before(actor: Actor, input: CheckNewConflictsDto): Promise<ConflictReportView> {
    assertOwnProvider(actor, input.provider_id);
    const resources = {
      organization_id: actor.organization_id,
      provider_id: input.provider_id ?? (actor.role === 'provider' ? actor.provider_id : null),
      patient_id: input.patient_id ?? null,
      facility_id: input.facility_id ?? null,
      buffer_before_minutes: 0,
      buffer_after_minutes: 0,
    };
    const { provider_id, patient_id, facility_id } = resources;
    if ((provider_id ?? patient_id ?? facility_id) === null)
      throw invalidField('provider_id', 'Name a provider, a patient or a facility.');
    const start = instantOf(input.start_time);
    const end = input.end_time === undefined ? start + DEFAULT_LENGTH * MINUTE : instantOf(input.end_time);
    assertVisitLong({ start, end });
    return this.report(actor, { resources, span: { start, end } });
  }

  /** The answer names patients: it is a read of their records. */
  private async report(actor: Actor, wanted: Wanted): Promise<ConflictReportView> {
    const errors = await this.conflicts.unknown(this.database.manager, wanted.resources);
    if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
    const rows = await this.conflicts.find(this.database.manager, wanted);
    const patients = rows.map(({ patient_id }) => patient_id);
    this.access.read(actor, patients, 'checkConflicts');
    return toConflictReport(rows);
  }
}

/** Another provider's day is not theirs to look into. */
function assertOwnProvider(actor: Actor, providerId: string | undefined): void {
  if (actor.role === 'provider' && providerId !== undefined && providerId !== actor.provider_id)
    throw new DomainError('forbidden', { detail: 'Providers ask for themselves.' });
}

/** No longer than a visit: what is in the way of one is a short list, whoever asks. */
function assertVisitLong({ start, end }: Interval): void {
  if (end <= start) throw invalidField('end_time', 'Must be after start_time.');
  if (end - start > MAXIMUM_LENGTH * MINUTE)
    throw invalidField('end_time', 'An appointment lasts at most 24 hours.');
}
