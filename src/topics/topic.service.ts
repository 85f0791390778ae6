import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { removeOrDeactivate } from '../platform/database/removal.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import type { CreateTopicDto, TopicQuery, UpdateTopicDto } from './topic.dto.js';
import { Topic } from './topic.entity.js';
import { TopicRepository } from './topic.repository.js';
import { toTopicView, type TopicView } from './topic.view.js';

@Injectable()
export class TopicService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly events: EventLog,
  ) {}

  async list(actor: Actor, query: TopicQuery): Promise<Page<TopicView>> {
    const page = await this.database.reading((reader) =>
      this.topics.list(reader, actor.organization_id, query),
    );
    return page.map(toTopicView);
  }

  async get(actor: Actor, id: string): Promise<TopicView> {
    return toTopicView(found(await this.topics.findById(this.database.manager, actor.organization_id, id)));
  }

  create(actor: Actor, input: CreateTopicDto): Promise<TopicView> {
    return this.database.transaction(async (tx) => {
      const topic = new Topic();
      Object.assign(topic, { id: uuidv7(), organization_id: actor.organization_id }, given(input));
      const after = await this.topics.save(tx, topic);
      await this.events.append(tx, { type: 'topic.created', actor, subject_id: after.id, after });
      return toTopicView(after);
    });
  }

  /** Visits that are booked already keep the length and the buffers that they were booked with. */
  update(actor: Actor, id: string, input: UpdateTopicDto, version?: number): Promise<TopicView> {
    return this.database.transaction(async (tx) => {
      const topic = found(await this.topics.findByIdForUpdate(tx, actor.organization_id, id));
      assertVersion(topic.version, version);
      const before = { ...topic };
      const after = await this.topics.save(tx, Object.assign(topic, given(input)));
      if (after.version !== before.version)
        await this.events.append(tx, { type: 'topic.updated', actor, subject_id: id, before, after });
      return toTopicView(after);
    });
  }

  /** Removes it; where anything refers to it, it stays and is switched off. */
  remove(actor: Actor, id: string, version?: number): Promise<void> {
    const remove = (): Promise<void> =>
      this.database.transaction(async (tx) => {
        const before = found(await this.topics.findByIdForRemoval(tx, actor.organization_id, id));
        assertVersion(before.version, version);
        await this.topics.remove(tx, id);
        await this.events.append(tx, { type: 'topic.deleted', actor, subject_id: id, before });
      });
    return removeOrDeactivate(remove, () => this.update(actor, id, { is_active: false }, version));
  }
}
