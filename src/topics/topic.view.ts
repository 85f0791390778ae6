import { formatInstant } from '../domain/instant.js';
import { FlagField, InstantField, TextField, UuidField, WholeField } from '../platform/http/fields.js';
import type { Topic } from './topic.entity.js';

/** A topic as everybody sees it. */
export class TopicView {
  @UuidField()
  id: string;

  @TextField({ example: 'Primary Care Checkup' })
  name: string;

  @WholeField({ min: 1, example: 30 })
  duration_minutes: number;

  @TextField({ nullable: true, example: 'checkup' })
  service_type: string | null;

  @TextField({ nullable: true, example: 'general_practice' })
  specialty: string | null;

  @WholeField({ example: 0 })
  buffer_before_minutes: number;

  @WholeField({ example: 10 })
  buffer_after_minutes: number;

  @FlagField()
  is_active: boolean;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

export function toTopicView(topic: Topic): TopicView {
  return {
    id: topic.id,
    name: topic.name,
    duration_minutes: topic.duration_minutes,
    service_type: topic.service_type,
    specialty: topic.specialty,
    buffer_before_minutes: topic.buffer_before_minutes,
    buffer_after_minutes: topic.buffer_after_minutes,
    is_active: topic.is_active,
    version: topic.version,
    created_at: formatInstant(topic.created_at),
    updated_at: formatInstant(topic.updated_at),
  };
}
