import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ActivatedUser, activatedUserOf } from '../events/activated-user.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import { given } from '../platform/found.js';
import type { CreatePatientDto } from './patient.dto.js';
import type { Patient } from './patient.entity.js';
import { PatientRepository } from './patient.repository.js';
import { PatientService } from './patient.service.js';

/** A patient's file follows the user who signs in as them, in the transaction that activates or deactivates the user. */
@Injectable()
export class PatientActivation implements OnModuleInit {
  constructor(
    private readonly events: EventLog,
    private readonly patients: PatientRepository,
    private readonly service: PatientService,
  ) {}

  onModuleInit(): void {
    this.events.subscribe('user.activated', (tx, event) => this.activated(tx, event));
    this.events.subscribe('user.deactivated', (tx, event) => this.deactivated(tx, event));
  }

  /** The user's own file again; else the one that the clinic keeps under their national ID; else a new one. */
  private async activated(tx: EntityManager, event: NewEvent): Promise<void> {
    const { user, organization_id } = activatedUserOf(event);
    if (user.role !== 'patient') return;
    const by = { actor: event.actor, organization_id };
    const own = await this.patients.findByUserForUpdate(tx, organization_id, user.id);
    const known = own ?? (await this.unlinked(tx, organization_id, user));
    if (!known) await this.service.add(tx, by, { ...fileOf(user), user_id: user.id });
    else {
      const missing = own ? {} : whereUnknown(known, fileOf(user));
      await this.service.change(tx, by, known, { ...missing, user_id: user.id, is_active: true });
    }
  }

  private async deactivated(tx: EntityManager, event: NewEvent): Promise<void> {
    const { user, organization_id } = activatedUserOf(event);
    if (user.role !== 'patient') return;
    const own = await this.patients.findByUserForUpdate(tx, organization_id, user.id);
    if (own)
      await this.service.change(tx, { actor: event.actor, organization_id }, own, { is_active: false });
  }

  private async unlinked(
    tx: EntityManager,
    organizationId: string,
    user: ActivatedUser,
  ): Promise<Patient | null> {
    return user.national_id === null
      ? null
      : this.patients.findUnlinkedForUpdate(tx, organizationId, user.national_id);
  }
}

/** What the user said of themselves. */
function fileOf(user: ActivatedUser): CreatePatientDto {
  const { first_name, last_name, email, phone_number, national_id, registration } = user;
  const { date_of_birth, sex, medical_history } = registration;
  return {
    first_name,
    last_name,
    email,
    phone_number,
    national_id,
    date_of_birth,
    sex,
    medical_history: medical_history ?? '',
  };
}

/** Only what the clinic does not know yet: its own record outweighs a registration form. */
function whereUnknown(patient: Patient, file: CreatePatientDto): Partial<CreatePatientDto> {
  const unknown = Object.entries(given(file)).filter(([field]) => {
    const current = patient[field as keyof Patient];
    return current === null || current === '';
  });
  return Object.fromEntries(unknown);
}
