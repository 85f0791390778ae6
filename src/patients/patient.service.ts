import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isAheadEverywhere, utcDate } from '../domain/age.js';
import { DomainError, invalidField } from '../domain/errors.js';
import { changePreferences } from '../domain/notification-preferences.js';
import { AccessLog } from '../events/access-log.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { removeOrDeactivate } from '../platform/database/removal.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { normalizePhone } from '../platform/phone.js';
import type { Actor } from '../platform/security/actor.js';
import { assertOnlyOwnFields } from '../platform/security/own-fields.js';
import {
  type CreatePatientDto,
  OWN_PATIENT_FIELDS,
  type PatientQuery,
  type UpdatePatientDto,
} from './patient.dto.js';
import { Patient } from './patient.entity.js';
import { PatientRepository } from './patient.repository.js';
import { type PatientView, toPatientView } from './patient.view.js';

@Injectable()
export class PatientService {
  constructor(
    private readonly database: Database,
    private readonly patients: PatientRepository,
    private readonly events: EventLog,
    private readonly clock: Clock,
    private readonly access: AccessLog,
  ) {}

  /** Patients list themselves alone. */
  async list(actor: Actor, query: PatientQuery): Promise<Page<PatientView>> {
    const only = actor.role === 'patient' ? actor.patient_id : undefined;
    const page = await this.database.reading((reader) =>
      this.patients.list(reader, actor.organization_id, query, only),
    );
    this.access.read(actor, idsOf(page), 'listPatients');
    const today = this.today();
    return page.map((patient) => toPatientView(patient, today));
  }

  async get(actor: Actor, id: string): Promise<PatientView> {
    assertVisible(actor, id);
    const patient = found(await this.patients.findById(this.database.manager, actor.organization_id, id));
    this.access.read(actor, [id], 'getPatient');
    return toPatientView(patient, this.today());
  }

  create(actor: Actor, input: CreatePatientDto): Promise<PatientView> {
    return this.database.transaction(async (tx) => {
      const added = await this.add(tx, { actor, organization_id: actor.organization_id }, input);
      return toPatientView(added, this.today());
    });
  }

  /** Adds a patient to the directory within the caller's transaction; `user_id` when somebody signs in as them. */
  async add(
    tx: EntityManager,
    by: Pick<NewEvent, 'actor'> & { organization_id: string },
    input: CreatePatientDto & { user_id?: string },
  ): Promise<Patient> {
    const { organization_id } = by;
    const patient = new Patient();
    const uhid = await this.patients.nextUhid(tx, organization_id);
    Object.assign(patient, { id: uuidv7(), organization_id, uhid }, this.checked(input, {}));
    const after = await this.patients.save(tx, patient);
    await this.events.append(tx, { type: 'patient.created', ...by, subject_id: after.id, after });
    return after;
  }

  update(actor: Actor, id: string, input: UpdatePatientDto, version?: number): Promise<PatientView> {
    assertVisible(actor, id);
    return this.database.transaction(async (tx) => {
      const patient = found(await this.patients.findByIdForUpdate(tx, actor.organization_id, id));
      if (actor.role === 'patient') assertOnlyOwnFields(input, OWN_PATIENT_FIELDS);
      assertVersion(patient.version, version);
      const after = await this.change(tx, { actor, organization_id: actor.organization_id }, patient, input);
      return toPatientView(after, this.today());
    });
  }

  /** Changes a patient whose row the caller's transaction holds. */
  async change(
    tx: EntityManager,
    by: Pick<NewEvent, 'actor' | 'details'> & { organization_id: string },
    patient: Patient,
    input: UpdatePatientDto & { user_id?: string },
  ): Promise<Patient> {
    const before = { ...patient };
    const columns = this.checked(input, patient.notification_preferences);
    const after = await this.patients.save(tx, Object.assign(patient, columns));
    if (after.version !== before.version)
      await this.events.append(tx, { type: 'patient.updated', ...by, subject_id: after.id, before, after });
    return after;
  }

  /** Removes them; who signs in, or is referred to by anything, stays and is deactivated. */
  remove(actor: Actor, id: string, version?: number): Promise<void> {
    const remove = (): Promise<void> =>
      this.database.transaction(async (tx) => {
        const before = found(await this.patients.findByIdForRemoval(tx, actor.organization_id, id));
        assertVersion(before.version, version);
        if (before.user_id !== null) throw new DomainError('in_use');
        await this.patients.remove(tx, id);
        await this.events.append(tx, { type: 'patient.deleted', actor, subject_id: id, before });
      });
    return removeOrDeactivate(remove, () => this.update(actor, id, { is_active: false }, version));
  }

  /** The input as columns: phone number normalised, preferences merged, nothing that was not given. */
  private checked(
    input: UpdatePatientDto,
    preferences: Patient['notification_preferences'],
  ): Partial<Patient> {
    if (input.date_of_birth && isAheadEverywhere(input.date_of_birth, this.clock.now()))
      throw invalidField('date_of_birth', 'Must not be in the future.');
    const notification_preferences = changePreferences(preferences, input.notification_preferences);
    const columns: Partial<Patient> = { ...given(input), notification_preferences };
    if (typeof input.phone_number === 'string')
      columns.phone_number = normalizePhone(input.phone_number, 'phone_number');
    return columns;
  }

  private today(): string {
    return utcDate(this.clock.now());
  }
}

function idsOf(page: Page<Patient>): string[] {
  return page.results.map(({ id }) => id);
}

/** To a patient, everybody else's file is not there. */
function assertVisible(actor: Actor, id: string): void {
  if (actor.role === 'patient' && actor.patient_id !== id) throw new DomainError('not_found');
}
