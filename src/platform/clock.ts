import { Injectable } from '@nestjs/common';

/** The one place that asks what time it is; the domain takes time as an argument. */
@Injectable()
export class Clock {
  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }
}
