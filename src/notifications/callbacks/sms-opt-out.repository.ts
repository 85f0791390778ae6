import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { SmsGatewayName } from '../../config/sms-env.js';
import { rows } from '../../platform/database/database.js';

/** Phones that are sent no text messages, by whichever organization. */
@Injectable()
export class SmsOptOutRepository {
  async add(manager: EntityManager, phone: string, gateway: SmsGatewayName): Promise<void> {
    await rows(
      manager,
      sql`INSERT INTO sms_opt_out (phone_number, gateway) VALUES (${phone}, ${gateway}) ON CONFLICT DO NOTHING`,
    );
  }

  async remove(manager: EntityManager, phone: string): Promise<void> {
    await rows(manager, sql`DELETE FROM sms_opt_out WHERE phone_number = ${phone}`);
  }
}
