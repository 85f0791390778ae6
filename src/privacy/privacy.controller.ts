import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LongAnswer } from '../platform/http/answer-time.js';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { ErasePatientDto } from './erasure.dto.js';
import { ErasureService } from './erasure.service.js';
import { ErasureView } from './erasure.view.js';
import { ExportService } from './export.service.js';
import { PatientExportView } from './export.view.js';

@ApiTags('patients')
@Controller('patients')
export class PrivacyController {
  constructor(
    private readonly exports: ExportService,
    private readonly erasure: ErasureService,
  ) {}

  @Get(':id/export')
  @LongAnswer()
  @Roles('admin', 'patient')
  @Operation({
    id: 'exportPatient',
    summary: 'Everything that is held about a patient, in one document',
    description:
      'To patients about themselves, as they may see it. To admins all of it, the notes of the clinic included. Kept in the activity log.',
    answers: PatientExportView,
  })
  async export(@Actor() actor: Actor, @Id() id: string): Promise<StreamableFile> {
    const text = Readable.from(await this.exports.export(actor, id), { objectMode: false });
    return new StreamableFile(text, { type: 'application/json; charset=utf-8' });
  }

  @Post(':id/erase')
  @Roles('admin')
  @Operation({
    id: 'erasePatient',
    summary: 'Erase a patient, for good',
    description:
      'Names, contacts, texts and the account are gone everywhere, the activity log included; visits stay for the reports and stand for nobody. There is no way back.',
    answers: ErasureView,
    refuses: ['has_appointments'],
  })
  erase(@Actor() actor: Actor, @Id() id: string, @Body() { reason }: ErasePatientDto): Promise<ErasureView> {
    return this.erasure.erase(actor, id, reason);
  }
}
