import { Injectable, Logger } from '@nestjs/common';
import type { SmsGatewayName } from '../../config/sms-env.js';
import { DomainError } from '../../domain/errors.js';
import { Database } from '../../platform/database/database.js';
import { normalizePhone } from '../../platform/phone.js';
import { SmsOptOutRepository } from './sms-opt-out.repository.js';
import { type Wish, wishOf } from './stop-words.js';

/** Takes what people answer: STOP is kept, START undoes it, and nothing else is read. */
@Injectable()
export class SmsAnswers {
  private readonly logger = new Logger(SmsAnswers.name);

  constructor(
    private readonly database: Database,
    private readonly optOuts: SmsOptOutRepository,
  ) {}

  /** @param from the phone, as the gateway writes it; what is no phone (a network's own sender) is passed over */
  async take(gateway: SmsGatewayName, from: string, text: string): Promise<void> {
    const wish = wishOf(text);
    const phone = phoneOrNull(from);
    if (wish && phone) await this.grant(gateway, phone, wish);
  }

  private async grant(gateway: SmsGatewayName, phone: string, wish: Wish): Promise<void> {
    const { manager } = this.database;
    if (wish === 'stop') await this.optOuts.add(manager, phone, gateway);
    else await this.optOuts.remove(manager, phone);
    this.logger.log(`a phone said ${wish}`);
  }
}

function phoneOrNull(text: string): string | null {
  try {
    return normalizePhone(text, 'from');
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
