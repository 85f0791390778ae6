import { Module } from '@nestjs/common';
import { AppointmentRepository } from './appointment.repository.js';
import { HoldSweeper } from './hold-sweeper.js';

/** What the worker does about appointments. */
@Module({ providers: [HoldSweeper, AppointmentRepository] })
export class HoldsModule {}
