import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidField, withFieldNames } from '../domain/errors.js';
import { readUhid } from '../domain/uhid.js';
import { Database } from '../platform/database/database.js';
import { normalizePhone } from '../platform/phone.js';
import type { Actor } from '../platform/security/actor.js';
import type { InlinePatientDto } from './patient.dto.js';
import { PatientRepository } from './patient.repository.js';
import { PatientService } from './patient.service.js';

/** Finds the patient that somebody at the desk describes, or adds them. */
@Injectable()
export class PatientMatcher {
  constructor(
    private readonly database: Database,
    private readonly patients: PatientRepository,
    private readonly directory: PatientService,
  ) {}

  /**
   * The patient's id: by UHID, by national ID, by phone number and name, or of the one that is added. Of two
   * who describe the same person at once, the second waits and finds whom the first has added.
   * @throws validation_failed on `patient.uhid` when nobody has it
   */
  async matchOrAdd(actor: Actor, { uhid, ...input }: InlinePatientDto): Promise<string> {
    const { organization_id } = actor;
    if (uhid !== undefined) return this.byUhid(organization_id, uhid);
    const phone_number = input.phone_number
      ? normalizePhone(input.phone_number, 'patient.phone_number')
      : null;
    const identity = { ...input, phone_number, national_id: input.national_id ?? null };
    return this.database.transaction(async (tx) => {
      await this.patients.lockIdentity(tx, organization_id, identity);
      const match = await this.patients.findIdByIdentity(tx, organization_id, identity);
      return match ?? (await this.add(tx, actor, input));
    });
  }

  /** What is wrong with the description is said of the field where it stands. */
  private async add(tx: EntityManager, actor: Actor, input: InlinePatientDto): Promise<string> {
    const by = { actor, organization_id: actor.organization_id };
    const added = await this.directory.add(tx, by, input).catch((error: unknown) => {
      throw withFieldNames(error, (field) => `patient.${field}`);
    });
    return added.id;
  }

  private async byUhid(organizationId: string, uhid: string): Promise<string> {
    const id = await this.patients.findIdByUhid(
      this.database.manager,
      organizationId,
      readUhid(uhid) ?? uhid,
    );
    if (id === null) throw invalidField('patient.uhid', 'There is none with this UHID.');
    return id;
  }
}
