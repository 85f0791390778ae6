import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BOOKING_REFUSALS } from '../domain/booking-rules.js';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { AppointmentQuery, CancelAppointmentDto, CreateAppointmentDto } from './appointment.dto.js';
import { AppointmentService } from './appointment.service.js';
import { AppointmentDetailView, AppointmentView } from './appointment.view.js';
import { BookingService } from './booking.service.js';

@ApiTags('appointments')
@Controller('appointments')
export class AppointmentController {
  constructor(
    private readonly appointments: AppointmentService,
    private readonly bookings: BookingService,
  ) {}

  @Get()
  @Roles(...ROLES)
  @Operation({ id: 'listAppointments', summary: 'Appointments: all for the clinic, their own for providers and patients', answers: AppointmentView, page: true })
  list(@Actor() actor: Actor, @Query() query: AppointmentQuery): Promise<Page<AppointmentView>> {
    return this.appointments.list(actor, query);
  }

  @Post()
  @Roles(...ROLES)
  @Operation({
    id: 'bookAppointment',
    summary: 'Book an appointment',
    description: 'Provider, patient and one place at the facility are taken together, or nothing is.',
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
  @Operation({ id: 'getAppointment', summary: 'One appointment, with what was sent about it', answers: AppointmentDetailView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<AppointmentDetailView> {
    return this.appointments.get(actor, id);
  }

  @Post(':id/cancel')
  @Roles(...ROLES)
  @Operation({
    id: 'cancelAppointment',
    summary: 'Call an appointment off',
    description: 'Its time is free at once. Patients cancel their own, before it begins.',
    versioned: true,
    answers: AppointmentDetailView,
    refuses: ['illegal_transition', 'too_late'],
  })
  cancel(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: CancelAppointmentDto,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.appointments.cancel(actor, id, body, version);
  }
}
