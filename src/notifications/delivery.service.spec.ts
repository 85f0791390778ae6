import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Env } from '../config/env.js';
import type { Database } from '../platform/database/database.js';
import type { EmailChannel } from './channels/email.channel.js';
import { LogSmsGateway } from './channels/log-sms.gateway.js';
import { SendFailure } from './channels/send-failure.js';
import type { ClaimedNotification, DeliveryRepository } from './delivery.repository.js';
import { Delivery } from './delivery.service.js';
import { Lanes } from './lanes.js';
import type { MessageWriter } from './message-writer.js';
import { PaceRepository } from './pace.repository.js';
import { PersonCap } from './person-cap.js';
import { MAX_ATTEMPTS } from './retry-policy.js';
import { SendingMetrics } from './sending-metrics.js';

const claimed = (attempts = 1): ClaimedNotification => ({
  id: 'n1',
  organization_id: 'o1',
  event_id: 'e1',
  appointment_id: 'a1',
  event: 'created',
  recipient: 'patient',
  recipient_id: 'p1',
  channel: 'email',
  attempts,
  claimed_until: new Date(60_000),
  age_ms: 0,
});

/** The delivery over a table and a mail server that do what the test says. */
function setUp(attempts = 1) {
  const deliveries = {
    msUntilRoom: jest.fn().mockResolvedValue(null),
    claim: jest.fn().mockResolvedValue(claimed(attempts)),
    markSent: jest.fn().mockResolvedValue(undefined),
    markFailed: jest.fn().mockResolvedValue(undefined),
    markSkipped: jest.fn().mockResolvedValue(undefined),
    postpone: jest.fn().mockResolvedValue(undefined),
  };
  const email = {
    isConfigured: true,
    send: jest.fn().mockResolvedValue({ gateway_message_id: '<n1@here>' }),
  };
  const writer = {
    write: jest.fn().mockResolvedValue({ channel: 'email', address: 'amina@example.org', email: {} }),
  };
  const database = { manager: {} } as Database;
  const lanes = new Lanes(
    database,
    new PaceRepository(),
    email as unknown as EmailChannel,
    new LogSmsGateway(pino({ level: 'silent' })),
    { emailPerSecond: 0, smsPerSecond: 0 } as Env,
    new SendingMetrics(new Registry()),
  );
  const delivery = new Delivery(
    database,
    deliveries as unknown as DeliveryRepository,
    writer as unknown as MessageWriter,
    lanes,
    new PersonCap(deliveries as unknown as DeliveryRepository),
    { now: () => 0 },
  );
  return { delivery, deliveries, email, writer };
}

const away = () => Object.assign(new Error('gone'), { code: '57P01' });

describe('delivery', () => {
  it('marks what was sent, with the address masked', async () => {
    const { delivery, deliveries } = setUp();
    await delivery.deliver('email', 'n1');
    expect(deliveries.markSent).toHaveBeenCalledWith({}, 'n1', {
      gateway: 'smtp',
      gateway_message_id: '<n1@here>',
      address_hint: 'a***@example.org',
    });
  });

  it('sends nothing again because its mark failed', async () => {
    const { delivery, deliveries, email } = setUp();
    deliveries.markSent.mockRejectedValueOnce(away()).mockRejectedValueOnce(new Error('any other'));
    await delivery.deliver('email', 'n1');
    expect(email.send).toHaveBeenCalledTimes(1);
    expect(deliveries.markSent).toHaveBeenCalledTimes(3);
    expect(deliveries.postpone).not.toHaveBeenCalled();
  });

  it('does not send what it is sending, even when the claim has run out', async () => {
    const { delivery, deliveries, email } = setUp();
    let yes: (answer: { gateway_message_id: string }) => void = () => undefined;
    email.send.mockReturnValueOnce(new Promise((resolve) => (yes = resolve)));
    const first = delivery.deliver('email', 'n1');
    await delivery.deliver('email', 'n1');
    yes({ gateway_message_id: '<n1@here>' });
    await first;
    expect(deliveries.claim).toHaveBeenCalledTimes(2);
    expect(email.send).toHaveBeenCalledTimes(1);
  });

  it('leaves alone what it claimed so long ago that somebody else may have it', async () => {
    const { delivery, email } = setUp();
    const now = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(20_000);
    await delivery.deliver('email', 'n1');
    now.mockRestore();
    expect(email.send).not.toHaveBeenCalled();
  });

  it('tries again later what may pass, and gives up after the last attempt', async () => {
    for (const [attempts, over] of [
      [1, false],
      [MAX_ATTEMPTS, true],
    ] as const) {
      const { delivery, deliveries, email } = setUp(attempts);
      email.send.mockRejectedValue(new SendFailure('no answer', 'unreachable'));
      await delivery.deliver('email', 'n1');
      expect(deliveries.postpone).toHaveBeenCalledTimes(over ? 0 : 1);
      expect(deliveries.markFailed).toHaveBeenCalledTimes(over ? 1 : 0);
    }
  });

  it('does not try again what cannot pass', async () => {
    const { delivery, deliveries, email } = setUp();
    email.send.mockRejectedValue(new SendFailure('refused', 'permanent'));
    await delivery.deliver('email', 'n1');
    expect(deliveries.markFailed).toHaveBeenCalledWith({}, claimed(), 'refused');
  });

  it('gives up a row at which a worker died each time', async () => {
    const { delivery, deliveries, email } = setUp(MAX_ATTEMPTS + 1);
    await delivery.deliver('email', 'n1');
    expect(email.send).not.toHaveBeenCalled();
    expect(deliveries.markFailed).toHaveBeenCalledTimes(1);
  });

  it('says so when there is no mail server', async () => {
    const { delivery, deliveries, email } = setUp();
    email.isConfigured = false;
    await delivery.deliver('email', 'n1');
    expect(deliveries.markSkipped).toHaveBeenCalledWith({}, claimed(), 'not_configured');
  });

  it('counts an outage of the database as nobody’s failure', async () => {
    const { delivery, deliveries, writer } = setUp();
    writer.write.mockRejectedValue(away());
    await expect(delivery.deliver('email', 'n1')).rejects.toThrow('gone');
    expect(deliveries.postpone).not.toHaveBeenCalled();
  });
});
