import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { type SmsReceipt, SmsReceiptRepository } from './sms-receipt.repository.js';

/** How every gateway writes its ids. */
const ID = /^[\w.-]{1,200}$/;
/** A code or a short phrase; nothing that could hold a phone number. */
const CODE = /^(?!.*\d{6})[\w .,'/:-]{1,100}$/;

/** Takes receipts: early, late, twice, in any order, and for messages that are not ours. */
@Injectable()
export class SmsReceipts {
  constructor(
    private readonly database: Database,
    private readonly receipts: SmsReceiptRepository,
  ) {}

  async take(receipt: SmsReceipt): Promise<void> {
    if (!ID.test(receipt.gateway_message_id)) return;
    const code = receipt.code !== null && CODE.test(receipt.code) ? receipt.code : null;
    const said = { ...receipt, code };
    const { manager } = this.database;
    // What is not there now may be marked a moment later: the worker's sweep brings the two together.
    if (!(await this.receipts.apply(manager, said))) await this.receipts.keep(manager, said);
  }
}
