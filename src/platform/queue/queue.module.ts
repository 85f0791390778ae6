import { Global, Module } from '@nestjs/common';
import { OutboxHint } from './outbox-hint.js';

@Global()
@Module({ providers: [OutboxHint], exports: [OutboxHint] })
export class QueueModule {}
