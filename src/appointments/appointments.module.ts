import { Module } from '@nestjs/common';
import { FacilitiesModule } from '../facilities/facilities.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { AffectedAppointmentsFinder } from './affected-appointments.js';
import { AppointmentController } from './appointment.controller.js';
import { ConflictController } from './conflict.controller.js';
import { ConflictRepository } from './conflict.repository.js';
import { ConflictService } from './conflict.service.js';
import { HistoryController } from './history.controller.js';
import { AppointmentChange } from './appointment-change.service.js';
import { AppointmentLifecycle } from './appointment-lifecycle.service.js';
import { AppointmentStepsController } from './appointment-steps.controller.js';
import { AppointmentDetails } from './appointment-details.js';
import { AppointmentRepository } from './appointment.repository.js';
import { AppointmentService } from './appointment.service.js';
import { BookingDesk } from './booking-desk.js';
import { BookingJudge } from './booking-judge.js';
import { BookingMetrics } from './booking-metrics.js';
import { BookingWriter } from './booking-writer.js';
import { BookingRepository } from './booking.repository.js';
import { BookingService } from './booking.service.js';
import { DailyLimitRepository } from './daily-limit.repository.js';
import { HoldLimit } from './hold-limit.js';
import { SlotIds } from './slot-id.js';

@Module({
  imports: [PatientsModule, FacilitiesModule],
  controllers: [AppointmentController, AppointmentStepsController, ConflictController, HistoryController],
  providers: [
    AffectedAppointmentsFinder,
    AppointmentService,
    AppointmentLifecycle,
    AppointmentChange,
    AppointmentDetails,
    AppointmentRepository,
    BookingDesk,
    ConflictService,
    ConflictRepository,
    BookingService,
    BookingRepository,
    BookingJudge,
    BookingMetrics,
    BookingWriter,
    DailyLimitRepository,
    HoldLimit,
    SlotIds,
  ],
  exports: [BookingJudge, SlotIds],
})
export class AppointmentsModule {}
