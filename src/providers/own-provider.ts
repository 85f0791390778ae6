import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { found } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import type { Provider } from './provider.entity.js';
import type { ProviderRepository } from './provider.repository.js';

/** The provider whose time the caller arranges: providers arrange their own. */
export async function findOwnProvider(
  providers: ProviderRepository,
  tx: EntityManager,
  actor: Actor,
  id: string,
): Promise<Provider> {
  const provider = found(await providers.findById(tx, actor.organization_id, id));
  assertOwnProvider(actor, id);
  return provider;
}

/** Everybody sees every provider, so somebody else's time is forbidden and not hidden. */
export function assertOwnProvider(actor: Actor, id: string): void {
  if (actor.role === 'provider' && actor.provider_id !== id) throw new DomainError('forbidden');
}
