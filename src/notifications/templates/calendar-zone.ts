import type { ICalEventData } from 'ical-generator';
import {
  type ClockChange,
  clockChangesAround,
  isRepeatedTime,
  offsetAt,
  zonedTime,
} from '../../domain/local-time.js';
import type { AppointmentFacts } from '../message-facts.js';

type Times = Pick<AppointmentFacts, 'start_time' | 'end_time' | 'timezone'>;

/** Where a zone's clocks were never changed, its one rule must begin somewhere. */
const BEGINNING = 0;

/**
 * When the visit is, in the zone where it is; in UTC where that would be unclear, because the clock shows the
 * time twice that night: iCalendar has no way to say which of the two.
 */
export function calendarTimes({
  start_time,
  end_time,
  timezone,
}: Times): Pick<ICalEventData, 'start' | 'end' | 'timezone'> {
  if (isUnclear({ start_time, end_time, timezone })) return { start: start_time, end: end_time };
  const [start, end] = [start_time, end_time].map((time) => zonedTime(timezone, time.getTime()));
  return { start: start!, end: end!, timezone };
}

/**
 * The VTIMEZONE (RFC 5545, 3.6.5) that `calendarTimes` refers to: the change of the clock before the visit and
 * the one after, as this server knows them. Published lists of such rules lag behind for some zones, and a
 * calendar must not show another hour than the one that was booked. Empty where the times are in UTC.
 */
export function calendarZone(times: Times): string {
  if (isUnclear(times)) return '';
  const { timezone } = times;
  const start = times.start_time.getTime();
  const changes = clockChangesAround(timezone, start);
  const offset = offsetAt(timezone, start);
  const isSteady = changes.length === 0 || changes[0]!.after !== offset;
  const rules = isSteady ? [{ wall: BEGINNING, before: offset, after: offset }, ...changes] : changes;
  return ['BEGIN:VTIMEZONE', `TZID:${timezone}`, ...rules.flatMap(observance), 'END:VTIMEZONE', ''].join(
    '\r\n',
  );
}

function isUnclear({ start_time, end_time, timezone }: Times): boolean {
  return [start_time, end_time].some((time) => isRepeatedTime(timezone, time.getTime()));
}

function observance({ wall, before, after }: ClockChange): string[] {
  const kind = after > before ? 'DAYLIGHT' : 'STANDARD';
  const onset = new Date(wall).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  return [
    `BEGIN:${kind}`,
    `DTSTART:${onset}`,
    `TZOFFSETFROM:${utcOffset(before)}`,
    `TZOFFSETTO:${utcOffset(after)}`,
    `END:${kind}`,
  ];
}

/** `+0300`, and `+053028` where a zone once had seconds. */
function utcOffset(milliseconds: number): string {
  const written = new Date(Math.abs(milliseconds)).toISOString().slice(11, 19).replaceAll(':', '');
  return (milliseconds < 0 ? '-' : '+') + written.replace(/00$/, '');
}
