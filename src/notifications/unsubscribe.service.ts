import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import type { SomePreferences } from '../domain/notification-preferences.js';
import { PatientRepository } from '../patients/patient.repository.js';
import { PatientService } from '../patients/patient.service.js';
import { Database } from '../platform/database/database.js';
import { keysFor } from '../platform/security/keys.js';
import { ProviderRepository } from '../providers/provider.repository.js';
import { ProviderService } from '../providers/provider.service.js';
import {
  readUnsubscribeToken,
  UNSUBSCRIBE_PURPOSE,
  type UnsubscribeScope,
  type Unsubscription,
} from './unsubscribe-token.js';

/** What each link switches off. A provider without a digest is told of each visit again. */
const CHANGES: Record<UnsubscribeScope, SomePreferences> = {
  reminders: { kinds: { reminders: { email: false } } },
  digest: { daily_digest: false },
  email: { email: false },
};

/** What somebody asks for, and the language to answer in. */
export interface Unsubscriber {
  locale: string;
  scope: UnsubscribeScope;
}

@Injectable()
export class UnsubscribeService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly database: Database,
    private readonly patients: PatientRepository,
    private readonly patientService: PatientService,
    private readonly providers: ProviderRepository,
    private readonly providerService: ProviderService,
  ) {}

  /** Whose link this is; null when it is nobody's. Changes nothing: scanners of mail follow links. */
  async find(token: string): Promise<Unsubscriber | null> {
    const who = this.read(token);
    if (!who) return null;
    const people = who.recipient === 'patient' ? this.patients : this.providers;
    const person = await people.findById(this.database.manager, who.organization_id, who.recipient_id);
    return person && { locale: person.locale, scope: who.scope };
  }

  /** Switches off what the link is for; once more changes nothing. Null when it is nobody's. */
  async unsubscribe(token: string): Promise<Unsubscriber | null> {
    const who = this.read(token);
    if (!who) return null;
    const locale = await this.database.transaction((tx) =>
      who.recipient === 'patient' ? this.changePatient(tx, who) : this.changeProvider(tx, who),
    );
    return locale === null ? null : { locale, scope: who.scope };
  }

  private async changePatient(tx: EntityManager, who: Unsubscription): Promise<string | null> {
    const patient = await this.patients.findByIdForUpdate(tx, who.organization_id, who.recipient_id);
    if (!patient) return null;
    const change = { notification_preferences: CHANGES[who.scope] };
    return (await this.patientService.change(tx, byLink(who), patient, change)).locale;
  }

  private async changeProvider(tx: EntityManager, who: Unsubscription): Promise<string | null> {
    const provider = await this.providers.findByIdForUpdate(tx, who.organization_id, who.recipient_id);
    if (!provider) return null;
    const change = { notification_preferences: CHANGES[who.scope] };
    return (await this.providerService.change(tx, byLink(who), provider, change)).locale;
  }

  private read(token: string): Unsubscription | null {
    return readUnsubscribeToken(keysFor(UNSUBSCRIBE_PURPOSE, this.env), token);
  }
}

/** Nobody signed in: the event says that it was the link, and for what. */
function byLink({ organization_id, scope }: Unsubscription) {
  return { actor: null, organization_id, details: { unsubscribed: scope } };
}
