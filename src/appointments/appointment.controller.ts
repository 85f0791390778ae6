import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BOOKING_REFUSALS } from '../domain/booking-rules.js';
import { CLINIC_ROLES, ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { AppointmentChange } from './appointment-change.service.js';
import { AppointmentQuery, CreateAppointmentDto, UpdateAppointmentDto } from './appointment.dto.js';
import { AppointmentLifecycle } from './appointment-lifecycle.service.js';
import { AppointmentService } from './appointment.service.js';
import { AppointmentDetailView, AppointmentView } from './appointment.view.js';
import { BookingService } from './booking.service.js';

@ApiTags('appointments')
@Controller('appointments')
export class AppointmentController {
  constructor(
    private readonly appointments: AppointmentService,
    private readonly bookings: BookingService,
    private readonly changes: AppointmentChange,
    private readonly lifecycle: AppointmentLifecycle,
  ) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'listAppointments',
    summary: 'Appointments: all for the clinic, their own for providers and patients',
    answers: AppointmentView,
    page: true,
  })
  list(@Actor() actor: Actor, @Query() query: AppointmentQuery): Promise<Page<AppointmentView>> {
    return this.appointments.list(actor, query);
  }

  @Get('upcoming')
  @Roles(...ROLES)
  @Operation({
    id: 'listUpcomingAppointments',
    summary: 'Appointments that are scheduled and in the future',
    answers: AppointmentView,
    page: true,
  })
  upcoming(@Actor() actor: Actor, @Query() query: AppointmentQuery): Promise<Page<AppointmentView>> {
    return this.appointments.list(actor, { ...query, upcoming_only: true });
  }

  @Get('by-provider/:provider_id')
  @Roles(...ROLES)
  @Operation({
    id: 'listAppointmentsOfProvider',
    summary: 'Appointments of one provider',
    answers: AppointmentView,
    page: true,
  })
  byProvider(
    @Actor() actor: Actor,
    @Id('provider_id') provider_id: string,
    @Query() query: AppointmentQuery,
  ): Promise<Page<AppointmentView>> {
    return this.appointments.list(actor, { ...query, provider_id });
  }

  @Get('by-patient/:patient')
  @Roles(...ROLES)
  @ApiParam({
    name: 'patient',
    schema: { type: 'string' },
    description: "The patient's id or UHID.",
    example: 'KE123456789H',
  })
  @Operation({
    id: 'listAppointmentsOfPatient',
    summary: 'Appointments of one patient',
    answers: AppointmentView,
    page: true,
  })
  byPatient(
    @Actor() actor: Actor,
    @Param('patient') patient: string,
    @Query() query: AppointmentQuery,
  ): Promise<Page<AppointmentView>> {
    return this.appointments.listOfPatient(actor, patient, query);
  }

  @Post()
  @Roles(...ROLES)
  @Operation({
    id: 'bookAppointment',
    summary: 'Book an appointment',
    description:
      'Provider, patient and one place at the facility are taken together, or nothing is. With `hold`, for a while only.',
    status: 201,
    location: '/api/v1/appointments',
    answers: AppointmentDetailView,
    refuses: BOOKING_REFUSALS,
  })
  book(@Actor() actor: Actor, @Body() body: CreateAppointmentDto): Promise<AppointmentDetailView> {
    return this.bookings.book(actor, body);
  }

  @Get(':id')
  @Roles(...ROLES)
  @Operation({
    id: 'getAppointment',
    summary: 'One appointment, with what was sent about it',
    answers: AppointmentDetailView,
  })
  get(@Actor() actor: Actor, @Id() id: string): Promise<AppointmentDetailView> {
    return this.appointments.get(actor, id);
  }

  @Patch(':id')
  @Roles(...ROLES)
  @Operation({
    id: 'updateAppointment',
    summary: 'Change an appointment',
    description: 'What moves it is judged like a booking. Patients change `reason` only.',
    versioned: true,
    answers: AppointmentDetailView,
    refuses: ['illegal_transition', 'too_late', 'hold_expired', ...BOOKING_REFUSALS],
  })
  update(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdateAppointmentDto,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.appointments.after(actor, id, this.changes.edit(actor, id, body, version));
  }

  @Put(':id')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'replaceAppointment',
    summary: 'Change an appointment',
    description: 'As PATCH: fields that are left out keep their value.',
    versioned: true,
    answers: AppointmentDetailView,
    refuses: ['illegal_transition', 'hold_expired', ...BOOKING_REFUSALS],
  })
  replace(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdateAppointmentDto,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.appointments.after(actor, id, this.changes.edit(actor, id, body, version));
  }

  @Delete(':id')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'deleteAppointment',
    summary: 'Call an appointment off and hide it',
    description: 'Kept for the record, and gone from every list.',
    versioned: true,
    status: 204,
    refuses: ['illegal_transition'],
  })
  remove(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<void> {
    return this.lifecycle.remove(actor, id, version);
  }
}
