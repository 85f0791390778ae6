import { PartialType } from '@nestjs/swagger';
import { FlagField, QueryFlagField, TextField, WholeField } from '../platform/http/fields.js';
import { OrderedQuery } from '../platform/http/page-query.js';
import { SnakeWordField } from '../platform/http/snake-words.js';

const MINUTES_A_DAY = 1_440;
const LONGEST_BUFFER = 480;

export class CreateTopicDto {
  @TextField({
    min: 1,
    max: 256,
    description: 'Unique within the organization, in any letter case.',
    example: 'Primary Care Checkup',
  })
  name: string;

  @WholeField({ min: 1, max: MINUTES_A_DAY, description: 'How long a visit for this takes.', example: 30 })
  duration_minutes: number;

  @SnakeWordField({ optional: true, nullable: true, example: 'checkup' })
  service_type?: string | null;

  @SnakeWordField({ optional: true, nullable: true, example: 'general_practice' })
  specialty?: string | null;

  @WholeField({
    optional: true,
    max: LONGEST_BUFFER,
    description: 'Kept free for the provider before; 0 if not given.',
    example: 0,
  })
  buffer_before_minutes?: number;

  @WholeField({
    optional: true,
    max: LONGEST_BUFFER,
    description: 'Kept free for the provider after; 0 if not given.',
    example: 10,
  })
  buffer_after_minutes?: number;

  @FlagField({ optional: true })
  is_active?: boolean;
}

export class UpdateTopicDto extends PartialType(CreateTopicDto, { skipNullProperties: false }) {}

export class TopicQuery extends OrderedQuery {
  @SnakeWordField({ optional: true, example: 'checkup' })
  service_type?: string;

  @SnakeWordField({ optional: true, example: 'general_practice' })
  specialty?: string;

  @QueryFlagField({ optional: true })
  is_active?: boolean;
}
