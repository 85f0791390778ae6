import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { CreateTopicDto, TopicQuery, UpdateTopicDto } from './topic.dto.js';
import { TopicService } from './topic.service.js';
import { TopicView } from './topic.view.js';

@ApiTags('topics')
@Controller('topics')
export class TopicController {
  constructor(private readonly topics: TopicService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({ id: 'listTopics', summary: 'Topics of the organization', answers: TopicView, page: true })
  list(@Actor() actor: Actor, @Query() query: TopicQuery): Promise<Page<TopicView>> {
    return this.topics.list(actor, query);
  }

  @Post()
  @Roles('admin')
  @Operation({
    id: 'createTopic',
    summary: 'Add a topic',
    status: 201,
    location: '/api/v1/topics',
    answers: TopicView,
    refuses: ['already_exists'],
  })
  create(@Actor() actor: Actor, @Body() body: CreateTopicDto): Promise<TopicView> {
    return this.topics.create(actor, body);
  }

  @Get(':id')
  @Roles(...ROLES)
  @Operation({ id: 'getTopic', summary: 'One topic', answers: TopicView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<TopicView> {
    return this.topics.get(actor, id);
  }

  @Patch(':id')
  @Roles('admin')
  @Operation({
    id: 'updateTopic',
    summary: 'Change a topic',
    versioned: true,
    answers: TopicView,
    refuses: ['already_exists'],
  })
  update(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdateTopicDto,
    @IfMatch() version?: number,
  ): Promise<TopicView> {
    return this.topics.update(actor, id, body, version);
  }

  @Delete(':id')
  @Roles('admin')
  @Operation({
    id: 'deleteTopic',
    summary: 'Remove a topic',
    description: 'Where anything refers to it, it is kept and switched off instead.',
    versioned: true,
    status: 204,
  })
  remove(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<void> {
    return this.topics.remove(actor, id, version);
  }
}
