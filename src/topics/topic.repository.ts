import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { fetchPage } from '../platform/database/keyset.js';
import { everyWord } from '../platform/database/search.js';
import type { Page } from '../platform/http/views.js';
import type { TopicQuery } from './topic.dto.js';
import { Topic } from './topic.entity.js';

/** Every query on `topic`. */
@Injectable()
export class TopicRepository {
  findById(tx: EntityManager, organizationId: string, id: string): Promise<Topic | null> {
    return tx.findOneBy(Topic, { organization_id: organizationId, id });
  }

  /** Locks what foreign keys do not look at: bookings go on while somebody changes it. */
  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<Topic | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Topic, { where, lock: { mode: 'for_no_key_update' } });
  }

  /** Locks all of it: whoever is about to refer to it waits, and then finds it gone. */
  findByIdForRemoval(tx: EntityManager, organizationId: string, id: string): Promise<Topic | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Topic, { where, lock: { mode: 'pessimistic_write' } });
  }

  list(tx: EntityManager, organizationId: string, query: TopicQuery): Promise<Page<Topic>> {
    const where = [sql`t.organization_id = ${organizationId}`];
    if (query.is_active !== undefined) where.push(sql`t.is_active = ${query.is_active}`);
    if (query.service_type !== undefined) where.push(sql`t.service_type = ${query.service_type}`);
    if (query.specialty !== undefined) where.push(sql`t.specialty = ${query.specialty}`);
    if (query.search !== undefined) where.push(everyWord(sql`lower(t.name)`, query.search));
    return fetchPage<Topic>(
      tx,
      { columns: sql`t.*`, from: sql`topic t`, where, alias: 't' },
      query,
      query.ordering ?? 'created_at',
    );
  }

  save(tx: EntityManager, topic: Topic): Promise<Topic> {
    return tx.save(topic);
  }

  /** Throws a foreign key violation while anything refers to it. */
  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(Topic, { id });
  }
}
