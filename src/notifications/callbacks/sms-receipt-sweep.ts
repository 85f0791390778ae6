import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { SteadyLoop } from '../../platform/queue/steady-loop.js';
import { SmsReceiptRepository } from './sms-receipt.repository.js';

/** Brings receipts that came early together with their messages; runs in the worker, which marks those. */
@Injectable()
export class SmsReceiptSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SmsReceiptSweep.name);
  private readonly loop = new SteadyLoop('early receipts', () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly receipts: SmsReceiptRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  async sweep(): Promise<boolean> {
    const { manager } = this.database;
    await this.receipts.applyKept(manager);
    const unknown = await this.receipts.forgetUnknown(manager);
    if (unknown > 0) this.logger.warn(`${unknown} receipts were for no message of ours.`);
    return false;
  }
}
