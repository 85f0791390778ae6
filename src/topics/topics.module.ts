import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TopicController } from './topic.controller.js';
import { Topic } from './topic.entity.js';
import { TopicRepository } from './topic.repository.js';
import { TopicService } from './topic.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Topic])],
  controllers: [TopicController],
  providers: [TopicService, TopicRepository],
  exports: [TopicService],
})
export class TopicsModule {}
