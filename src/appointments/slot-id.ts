import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { invalidField } from '../domain/errors.js';
import { type Keys, keysFor } from '../platform/security/keys.js';

/** What a slot stands for. It promises nothing: a booking by it is judged like every other. */
export interface Slot {
  provider_id: string;
  facility_id: string | null;
  /** Epoch milliseconds. */
  start: number;
  duration_minutes: number;
  topic_ids: readonly string[];
}

/** Of the hash: enough that nobody guesses one, and the rules are asked again anyway. */
const SEAL_BYTES = 12;
const ID_BYTES = 16;
const START_BYTES = 6;
const FORMAT = 1;
/** Format, whether there is a facility, how many topics, minutes. */
const HEAD_BYTES = 5;
const MINUTE = 60_000;
export const SLOT_ID_MAX_LENGTH = 600;

/**
 * Ids of slots: head, provider, facility, topics, start and a seal, in base64url. The seal is made with a key of
 * this installation and the organization, so a slot is read as it was offered, where it was offered, or not at all.
 */
@Injectable()
export class SlotIds {
  private readonly keys: Keys;

  constructor(@Inject(ENV) env: Env) {
    this.keys = keysFor('slot-id', env);
  }

  /** Names the slots of one search, which differ in their start only. */
  namer(organizationId: string, of: Omit<Slot, 'start'>): (start: number) => string {
    const organization = toBytes(organizationId);
    const prefix = headOf(of);
    return (start) => {
      const payload = Buffer.allocUnsafe(prefix.length + START_BYTES + SEAL_BYTES);
      prefix.copy(payload);
      const end = payload.writeUIntBE(start, prefix.length, START_BYTES);
      sealOf(this.keys.signing, organization, payload.subarray(0, end)).copy(payload, end);
      return payload.toString('base64url');
    };
  }

  /** @throws validation_failed on `slot_id` for whatever we did not offer to this organization */
  read(organizationId: string, text: string): Slot {
    const payload = Buffer.from(text, 'base64url');
    const end = payload.length - SEAL_BYTES;
    const isWhole = end > HEAD_BYTES && payload.toString('base64url') === text;
    if (!isWhole || !this.isOurs(toBytes(organizationId), payload, end))
      throw invalidField('slot_id', 'Is no slot that was offered here.');
    return read(payload);
  }

  private isOurs(organization: Buffer, payload: Buffer, end: number): boolean {
    const [said, seal] = [payload.subarray(0, end), payload.subarray(end)];
    return this.keys.accepted.some((key) => timingSafeEqual(sealOf(key, organization, said), seal));
  }
}

function sealOf(key: KeyObject, organization: Buffer, payload: Buffer): Buffer {
  return createHmac('sha256', key).update(organization).update(payload).digest().subarray(0, SEAL_BYTES);
}

function headOf({ provider_id, facility_id, topic_ids, duration_minutes }: Omit<Slot, 'start'>): Buffer {
  const head = Buffer.from([FORMAT, facility_id === null ? 0 : 1, topic_ids.length, 0, 0]);
  head.writeUInt16BE(duration_minutes, HEAD_BYTES - 2);
  const ids = [provider_id, ...(facility_id === null ? [] : [facility_id]), ...topic_ids];
  return Buffer.concat([head, ...ids.map(toBytes)]);
}

/** A payload whose seal was ours: its form needs no further check. */
function read(payload: Buffer): Slot {
  const hasFacility = payload[1] === 1;
  const topics = payload[2] ?? 0;
  const idAt = (position: number): string =>
    toId(payload.subarray(HEAD_BYTES + position * ID_BYTES, HEAD_BYTES + (position + 1) * ID_BYTES));
  const first = hasFacility ? 2 : 1;
  return {
    provider_id: idAt(0),
    facility_id: hasFacility ? idAt(1) : null,
    topic_ids: Array.from({ length: topics }, (_, index) => idAt(first + index)),
    start: payload.readUIntBE(HEAD_BYTES + (first + topics) * ID_BYTES, START_BYTES),
    duration_minutes: payload.readUInt16BE(HEAD_BYTES - 2),
  };
}

/** The instant at which a slot ends, in epoch milliseconds. */
export function endOf({ start, duration_minutes }: Slot): number {
  return start + duration_minutes * MINUTE;
}

function toBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function toId(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
