import { Module } from '@nestjs/common';
import { AppointmentController } from './appointment.controller.js';
import { AppointmentRepository } from './appointment.repository.js';
import { AppointmentService } from './appointment.service.js';
import { BookingDesk } from './booking-desk.js';
import { BookingRepository } from './booking.repository.js';
import { BookingService } from './booking.service.js';

@Module({
  controllers: [AppointmentController],
  providers: [AppointmentService, AppointmentRepository, BookingDesk, BookingService, BookingRepository],
})
export class AppointmentsModule {}
