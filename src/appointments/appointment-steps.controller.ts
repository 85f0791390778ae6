import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BOOKING_REFUSALS } from '../domain/booking-rules.js';
import { type Step, STEPS } from '../domain/lifecycle.js';
import { ROLES } from '../domain/roles.js';
import { Operation, type OperationOptions } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { AppointmentChange } from './appointment-change.service.js';
import { CancelAppointmentDto, RescheduleAppointmentDto } from './appointment.dto.js';
import { AppointmentLifecycle } from './appointment-lifecycle.service.js';
import { AppointmentService } from './appointment.service.js';
import { AppointmentDetailView } from './appointment.view.js';

/** One step of the lifecycle, as every one of them is documented. */
function stepOperation(id: string, summary: string): OperationOptions {
  return { id, summary, versioned: true, answers: AppointmentDetailView, refuses: ['illegal_transition'] };
}

/** The lifecycle over HTTP: each step is a POST that answers with the appointment as it is then. */
@ApiTags('appointments')
@Controller('appointments')
export class AppointmentStepsController {
  constructor(
    private readonly appointments: AppointmentService,
    private readonly lifecycle: AppointmentLifecycle,
    private readonly changes: AppointmentChange,
  ) {}

  @Post(':id/confirm')
  @Roles(...STEPS.confirm.roles)
  @Operation({
    ...stepOperation('confirmAppointment', 'Say yes to a pending or held appointment'),
    description: 'A hold stays for good. Patients confirm what is held for them, before it ends.',
    refuses: ['illegal_transition', 'hold_expired', 'too_late'],
  })
  confirm(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'confirm', version);
  }

  @Post(':id/arrive')
  @Roles(...STEPS.arrive.roles)
  @Operation(stepOperation('markArrived', 'The patient is at the facility'))
  arrive(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'arrive', version);
  }

  @Post(':id/check-in')
  @Roles(...STEPS['check-in'].roles)
  @Operation(stepOperation('checkIn', 'The patient is checked in and waits'))
  checkIn(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'check-in', version);
  }

  @Post(':id/start')
  @Roles(...STEPS.start.roles)
  @Operation(stepOperation('startAppointment', 'The patient is with the provider'))
  start(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'start', version);
  }

  @Post(':id/complete')
  @Roles(...STEPS.complete.roles)
  @Operation(stepOperation('completeAppointment', 'The visit is done'))
  complete(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'complete', version);
  }

  @Post(':id/mark-no-show')
  @Roles(...STEPS['mark-no-show'].roles)
  @Operation(stepOperation('markNoShow', 'The patient did not come'))
  markNoShow(
    @Actor() actor: Actor,
    @Id() id: string,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.take(actor, id, 'mark-no-show', version);
  }

  @Post(':id/cancel')
  @Roles(...STEPS.cancel.roles)
  @Operation({
    ...stepOperation('cancelAppointment', 'Call an appointment off'),
    description: 'Its time is free at once. Patients cancel their own, before it begins.',
    optionalBody: true,
    refuses: ['illegal_transition', 'too_late'],
  })
  cancel(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: CancelAppointmentDto,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.appointments.after(actor, id, this.lifecycle.cancel(actor, id, body, version));
  }

  @Post(':id/reschedule')
  @Roles(...ROLES)
  @Operation({
    ...stepOperation('rescheduleAppointment', 'Move an appointment'),
    description:
      'To another time, provider or place, under the rules of a booking; refused, it stays as it was.',
    refuses: ['illegal_transition', 'too_late', 'hold_expired', ...BOOKING_REFUSALS],
  })
  reschedule(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: RescheduleAppointmentDto,
    @IfMatch() version?: number,
  ): Promise<AppointmentDetailView> {
    return this.appointments.after(actor, id, this.changes.reschedule(actor, id, body, version));
  }

  private take(
    actor: Actor,
    id: string,
    step: Exclude<Step, 'cancel'>,
    version: number | undefined,
  ): Promise<AppointmentDetailView> {
    return this.appointments.after(actor, id, this.lifecycle.take(actor, id, step, version));
  }
}
