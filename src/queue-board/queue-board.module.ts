import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { QueueBoardRoutes } from './queue-board.routes.js';

@Module({ imports: [IdentityModule], providers: [QueueBoardRoutes] })
export class QueueBoardModule {}
