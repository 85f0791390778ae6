import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { FairShare } from '../security/fair-share.js';
import { AnswerInterceptor } from './answer.interceptor.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { ProblemFilter } from './problem.filter.js';
import { makeValidationPipe } from './validation.pipe.js';

/** What every request goes through. */
@Module({
  providers: [
    FairShare,
    IdempotencyRepository,
    IdempotencyService,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
    { provide: APP_PIPE, useFactory: makeValidationPipe },
  ],
})
export class HttpModule {}
