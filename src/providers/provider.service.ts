import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../domain/errors.js';
import { changePreferences } from '../domain/notification-preferences.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { removeOrDeactivate } from '../platform/database/removal.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { normalizePhone } from '../platform/phone.js';
import type { Actor } from '../platform/security/actor.js';
import { assertOnlyOwnFields } from '../platform/security/own-fields.js';
import {
  type CreateProviderDto,
  OWN_PROVIDER_FIELDS,
  type ProviderQuery,
  type UpdateProviderDto,
} from './provider.dto.js';
import { Provider } from './provider.entity.js';
import { ProviderRepository, type ScopeIds } from './provider.repository.js';
import { type ProviderView, toProviderView } from './provider.view.js';

@Injectable()
export class ProviderService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRepository,
    private readonly events: EventLog,
  ) {}

  /** Patients browse those who are active. */
  async list(actor: Actor, query: ProviderQuery): Promise<Page<ProviderView>> {
    const activeOnly = actor.role === 'patient';
    const page = await this.database.reading((reader) =>
      this.providers.list(reader, actor.organization_id, query, activeOnly),
    );
    return page.map((provider) => toProviderView(provider, actor));
  }

  async get(actor: Actor, id: string): Promise<ProviderView> {
    return toProviderView(
      found(await this.providers.findById(this.database.manager, actor.organization_id, id)),
      actor,
    );
  }

  create(actor: Actor, input: CreateProviderDto): Promise<ProviderView> {
    return this.database.transaction(async (tx) => {
      const added = await this.add(tx, { actor, organization_id: actor.organization_id }, input);
      return toProviderView(added, actor);
    });
  }

  /** Adds a provider to the directory within the caller's transaction; `user_id` when somebody signs in as them. */
  async add(
    tx: EntityManager,
    by: Pick<NewEvent, 'actor'> & { organization_id: string },
    input: CreateProviderDto & { user_id?: string },
  ): Promise<Provider> {
    const provider = new Provider();
    const { columns, scopes } = checked(input, {});
    Object.assign(provider, { id: uuidv7(), organization_id: by.organization_id }, columns);
    const after = await this.providers.save(tx, provider, scopes);
    await this.events.append(tx, { type: 'provider.created', ...by, subject_id: after.id, after });
    return after;
  }

  update(actor: Actor, id: string, input: UpdateProviderDto, version?: number): Promise<ProviderView> {
    return this.database.transaction(async (tx) => {
      const provider = found(await this.providers.findByIdForUpdate(tx, actor.organization_id, id));
      if (actor.role === 'provider') assertOwn(actor, id, input);
      assertVersion(provider.version, version);
      const after = await this.change(tx, { actor, organization_id: actor.organization_id }, provider, input);
      return toProviderView(after, actor);
    });
  }

  /** Changes a provider whose row the caller's transaction holds. */
  async change(
    tx: EntityManager,
    by: Pick<NewEvent, 'actor' | 'details'> & { organization_id: string },
    provider: Provider,
    input: UpdateProviderDto & { user_id?: string },
  ): Promise<Provider> {
    const before = { ...provider };
    const { columns, scopes } = checked(input, provider.notification_preferences);
    const after = await this.providers.save(tx, Object.assign(provider, columns), scopes);
    if (after.version !== before.version)
      await this.events.append(tx, { type: 'provider.updated', ...by, subject_id: after.id, before, after });
    return after;
  }

  /** Removes them; who signs in, or is referred to by anything, stays and is deactivated. */
  remove(actor: Actor, id: string, version?: number): Promise<void> {
    const remove = (): Promise<void> =>
      this.database.transaction(async (tx) => {
        const before = found(await this.providers.findByIdForRemoval(tx, actor.organization_id, id));
        assertVersion(before.version, version);
        if (before.user_id !== null) throw new DomainError('in_use');
        await this.providers.remove(tx, id);
        await this.events.append(tx, { type: 'provider.deleted', actor, subject_id: id, before });
      });
    return removeOrDeactivate(remove, () => this.update(actor, id, { is_active: false }, version));
  }
}

/** Everybody sees every provider, so somebody else's profile is forbidden and not hidden. */
function assertOwn(actor: Actor, id: string, input: UpdateProviderDto): void {
  if (actor.provider_id !== id) throw new DomainError('forbidden');
  assertOnlyOwnFields(input, OWN_PROVIDER_FIELDS);
}

interface Checked {
  columns: Partial<Provider>;
  scopes: ScopeIds;
}

/** The input as columns and lists: phone number normalised, preferences merged, nothing that was not given. */
function checked(input: UpdateProviderDto, preferences: Provider['notification_preferences']): Checked {
  const { facility_ids, topic_ids, ...fields } = input;
  const notification_preferences = changePreferences(preferences, input.notification_preferences);
  const columns: Partial<Provider> = { ...given(fields), notification_preferences };
  if (typeof input.phone_number === 'string')
    columns.phone_number = normalizePhone(input.phone_number, 'phone_number');
  return { columns, scopes: { facility_ids, topic_ids } };
}
