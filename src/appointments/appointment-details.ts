import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Gathered } from '../platform/database/gathered.js';
import type { AppointmentScope } from './appointment.filters.js';
import { type AppointmentDetailRow, AppointmentRepository } from './appointment.repository.js';

/** Single appointments, read together with those that others ask for at the same time and may see by the same rule. */
@Injectable()
export class AppointmentDetails {
  private readonly byRule = new Map<string, Gathered<string, AppointmentDetailRow>>();

  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
  ) {}

  async find(scope: AppointmentScope, id: string): Promise<AppointmentDetailRow | null> {
    // Of what a transaction has changed, only that transaction knows yet.
    if (this.database.isSurrounded) return (await this.read(scope, [id])).get(id) ?? null;
    const rule = ruleOf(scope);
    const reads = this.byRule.get(rule) ?? new Gathered((ids) => this.read(scope, ids));
    this.byRule.set(rule, reads);
    try {
      return await reads.find(id);
    } finally {
      if (reads.isIdle) this.byRule.delete(rule);
    }
  }

  private read(scope: AppointmentScope, ids: readonly string[]): Promise<Map<string, AppointmentDetailRow>> {
    return this.appointments.findDetailsById(this.database.manager, scope, ids);
  }
}

/** The condition to the letter, with its values: who differs in either never shares a statement. */
function ruleOf({ condition }: AppointmentScope): string {
  return JSON.stringify([condition.text, condition.values]);
}
