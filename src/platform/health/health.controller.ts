import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../http/operation.js';
import { Public } from '../security/roles.js';
import { HealthService } from './health.service.js';
import { LivenessView, ReadinessView } from './health.view.js';

@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Operation({
    id: 'getLiveness',
    summary: 'The process answers',
    answers: LivenessView,
    anyone: true,
    unlimited: true,
  })
  live(): LivenessView {
    return { status: 'ok' };
  }

  @Get('ready')
  @Operation({
    id: 'getReadiness',
    summary: 'Requests can be served',
    answers: ReadinessView,
    anyone: true,
    unlimited: true,
  })
  @ApiResponse({ status: 503, description: 'Not now; `checks` says why.', type: ReadinessView })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessView> {
    const readiness = await this.health.readiness();
    if (readiness.status === 'unavailable') void reply.status(503).header('Retry-After', '2');
    return readiness;
  }
}
