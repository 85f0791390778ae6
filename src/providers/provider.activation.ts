import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { toSnakeWord } from '../domain/snake-word.js';
import { type ActivatedUser, activatedUserOf } from '../events/activated-user.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import type { CreateProviderDto } from './provider.dto.js';
import { ProviderRepository } from './provider.repository.js';
import { ProviderService } from './provider.service.js';

/** A provider's profile follows the user who signs in as them, in the transaction that activates or deactivates the user. */
@Injectable()
export class ProviderActivation implements OnModuleInit {
  constructor(
    private readonly events: EventLog,
    private readonly providers: ProviderRepository,
    private readonly service: ProviderService,
  ) {}

  onModuleInit(): void {
    this.events.subscribe('user.activated', (tx, event) => this.activated(tx, event));
    this.events.subscribe('user.deactivated', (tx, event) => this.deactivated(tx, event));
  }

  /** The user's own profile again; else the one that the clinic keeps under their email; else a new one. */
  private async activated(tx: EntityManager, event: NewEvent): Promise<void> {
    const { user, organization_id } = activatedUserOf(event);
    if (user.role !== 'provider') return;
    const by = { actor: event.actor, organization_id };
    const known =
      (await this.providers.findByUserForUpdate(tx, organization_id, user.id)) ??
      (await this.providers.findUnlinkedForUpdate(tx, organization_id, user.email));
    if (known) await this.service.change(tx, by, known, { user_id: user.id, is_active: true });
    else await this.service.add(tx, by, { ...profileOf(user), user_id: user.id });
  }

  private async deactivated(tx: EntityManager, event: NewEvent): Promise<void> {
    const { user, organization_id } = activatedUserOf(event);
    if (user.role !== 'provider') return;
    const own = await this.providers.findByUserForUpdate(tx, organization_id, user.id);
    if (own)
      await this.service.change(tx, { actor: event.actor, organization_id }, own, { is_active: false });
  }
}

/** What the user said of themselves; who did not say what they are is a doctor. */
function profileOf(user: ActivatedUser): CreateProviderDto {
  const { first_name, last_name, email, phone_number, registration } = user;
  const specialties = [...new Set(registration.specialties?.map(toSnakeWord))];
  return { kind: registration.kind ?? 'doctor', first_name, last_name, email, phone_number, specialties };
}
