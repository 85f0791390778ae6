import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow } from '../platform/database/database.js';
import type { Channel } from './message.js';

/** `sending_pace`: when each channel's next message may be handed over, for all workers together. */
@Injectable()
export class PaceRepository {
  /** Takes the channel's next turn, `1 / perSecond` after the one before. @returns the milliseconds until then */
  async takeTurn(manager: EntityManager, channel: Channel, perSecond: number): Promise<number> {
    const step = sql`make_interval(secs => ${1 / perSecond})`;
    const taken = await firstRow<{ wait_ms: number }>(
      manager,
      sql`INSERT INTO sending_pace AS pace (channel, next_at) VALUES (${channel}, clock_timestamp() + ${step})
          ON CONFLICT (channel) DO UPDATE SET next_at = greatest(pace.next_at, clock_timestamp()) + ${step}
          RETURNING (extract(epoch FROM next_at - ${step} - clock_timestamp()) * 1000)::float8 AS wait_ms`,
    );
    return taken?.wait_ms ?? 0;
  }
}
