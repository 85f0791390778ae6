import { PickType } from '@nestjs/swagger';
import { WeeklySpanDto } from './weekly-span.dto.js';

/** One span of a date, in the facility's local clock time. */
export class ClockSpanDto extends PickType(WeeklySpanDto, ['start', 'end']) {}
