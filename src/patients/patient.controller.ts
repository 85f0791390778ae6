import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES, ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { CreatePatientDto, PatientQuery, UpdatePatientDto } from './patient.dto.js';
import { PatientService } from './patient.service.js';
import { PatientView } from './patient.view.js';

@ApiTags('patients')
@Controller('patients')
export class PatientController {
  constructor(private readonly patients: PatientService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'listPatients',
    summary: 'Patients of the organization; to a patient, only themselves',
    description: 'Searches name, UHID, phone number and national ID.',
    answers: PatientView,
    page: true,
  })
  list(@Actor() actor: Actor, @Query() query: PatientQuery): Promise<Page<PatientView>> {
    return this.patients.list(actor, query);
  }

  @Post()
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'createPatient',
    summary: 'Add a patient',
    status: 201,
    location: '/api/v1/patients',
    answers: PatientView,
    refuses: ['already_exists'],
  })
  create(@Actor() actor: Actor, @Body() body: CreatePatientDto): Promise<PatientView> {
    return this.patients.create(actor, body);
  }

  @Get(':id')
  @Roles(...ROLES)
  @Operation({ id: 'getPatient', summary: 'One patient', answers: PatientView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<PatientView> {
    return this.patients.get(actor, id);
  }

  @Patch(':id')
  @Roles(...ROLES)
  @Operation({
    id: 'updatePatient',
    summary: 'Change a patient',
    description: 'Patients change their own phone number, email, locale and notification preferences.',
    versioned: true,
    answers: PatientView,
    refuses: ['already_exists', 'erased'],
  })
  update(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdatePatientDto,
    @IfMatch() version?: number,
  ): Promise<PatientView> {
    return this.patients.update(actor, id, body, version);
  }

  @Delete(':id')
  @Roles('admin', 'staff')
  @Operation({
    id: 'deletePatient',
    summary: 'Remove a patient',
    description: 'Who signs in, or is referred to by anything, is kept and deactivated instead.',
    versioned: true,
    status: 204,
  })
  remove(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<void> {
    return this.patients.remove(actor, id, version);
  }
}
