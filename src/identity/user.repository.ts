import { Injectable } from '@nestjs/common';
import sql, { empty } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import { everyWord } from '../platform/database/search.js';
import type { Page } from '../platform/http/views.js';
import type { UserQuery } from './user.dto.js';
import { User } from './user.entity.js';

/** One identifier may belong to accounts of several organizations. Beyond this many, the organization must be named. */
const MAX_NAMESAKES = 5;

/** Every query on `user_account`. */
@Injectable()
export class UserRepository {
  findById(tx: EntityManager, organizationId: string, id: string): Promise<User | null> {
    return tx.findOneBy(User, { organization_id: organizationId, id });
  }

  /** Locks what foreign keys do not look at: an admin is the actor of events while somebody changes them. */
  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<User | null> {
    return tx.findOne(User, {
      where: { organization_id: organizationId, id },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** In whatever organization: for a token that names the user. */
  findAnywhereById(tx: EntityManager, id: string): Promise<User | null> {
    return tx.findOneBy(User, { id });
  }

  /** The accounts with this national ID or email, oldest organization first; of one organization where it is given. */
  findByIdentifier(tx: EntityManager, identifier: string, organizationId: string | null): Promise<User[]> {
    const within = organizationId === null ? empty : sql`AND u.organization_id = ${organizationId}`;
    return rows<User>(
      tx,
      sql`SELECT u.* FROM user_account u JOIN organization o ON o.id = u.organization_id
          WHERE (u.email = ${identifier.toLowerCase()} OR lower(u.national_id) = lower(${identifier})) ${within}
          ORDER BY o.number, u.id LIMIT ${MAX_NAMESAKES}`,
    );
  }

  list(tx: EntityManager, organizationId: string, query: UserQuery): Promise<Page<User>> {
    const where = [sql`u.organization_id = ${organizationId}`];
    if (query.role !== undefined) where.push(sql`u.role = ${query.role}`);
    if (query.is_active !== undefined) where.push(sql`u.is_active = ${query.is_active}`);
    if (query.search !== undefined) where.push(everyWord(sql`u.search_text`, query.search));
    return fetchPage<User>(
      tx,
      { columns: sql`u.*`, from: sql`user_account u`, where, alias: 'u' },
      query,
      query.ordering ?? 'created_at',
    );
  }

  save(tx: EntityManager, user: User): Promise<User> {
    return tx.save(user);
  }

  /** Swaps the password only while it is still the one that the caller proved to know: one of two at once wins. */
  async replacePassword(tx: EntityManager, user: User, newHash: string): Promise<boolean> {
    const swapped = await firstRow(
      tx,
      sql`UPDATE user_account SET password_hash = ${newHash}, version = version + 1, updated_at = now()
          WHERE id = ${user.id} AND password_hash = ${user.password_hash} RETURNING id`,
    );
    return swapped !== null;
  }
}
