import { Logger } from '@nestjs/common';
import { SendFailure } from './channels/send-failure.js';
import { Lane } from './lane.js';

const unreachable = () => Promise.reject(new SendFailure('no answer', 'unreachable'));
const refused = () => Promise.reject(new SendFailure('no such address', 'permanent'));
const yes = () => Promise.resolve('yes');
const WORKED = () => Promise.resolve(true);

describe('a lane', () => {
  let lane: Lane;
  let lines: jest.SpyInstance[];

  beforeEach(() => {
    lines = (['warn', 'log'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined),
    );
    jest.useFakeTimers();
    lane = new Lane('email', () => Promise.resolve(true));
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  async function failTimes(times: number): Promise<void> {
    for (let n = 0; n < times; n++) await expect(lane.send(unreachable)).rejects.toThrow('no answer');
  }

  it('opens after three failures in a row, and lets nobody in', async () => {
    await failTimes(2);
    expect(lane.state).toBe('closed');
    await failTimes(1);
    expect(lane.state).toBe('open');
    expect(await lane.enter(WORKED)).toBe(false);
  });

  it('does not open for addresses that are refused: a refusal is an answer', async () => {
    for (let n = 0; n < 10; n++) await expect(lane.send(refused)).rejects.toThrow('no such address');
    await failTimes(2);
    await expect(lane.send(refused)).rejects.toThrow();
    await failTimes(2);
    expect(lane.state).toBe('closed');
  });

  it('lets one message at a time find out whether the gateway is back', async () => {
    await failTimes(3);
    jest.advanceTimersByTime(5_000);
    const seen: unknown[] = [];
    const probed = lane.enter(async () => {
      seen.push(lane.state, await lane.enter(WORKED));
      await failTimes(1);
      return true;
    });
    expect(await probed).toBe(true);
    expect(seen).toEqual(['half_open', false]);
    expect(await lane.enter(WORKED)).toBe(false);
    jest.advanceTimersByTime(5_000);
    await lane.enter(async () => (await lane.send(yes)) === 'yes');
    expect(lane.state).toBe('closed');
    expect(await lane.enter(WORKED)).toBe(true);
    // However often it was asked meanwhile.
    expect(lines.flatMap(({ mock }) => mock.calls)).toEqual([
      ['email: no answer Its messages wait.'],
      ['email: the gateway answers again.'],
    ]);
  });

  it('goes on asking when the message that was to find out was not sent', async () => {
    await failTimes(3);
    jest.advanceTimersByTime(5_000);
    expect(await lane.enter(() => Promise.resolve(false))).toBe(false);
    expect(lane.state).toBe('open');
    expect(await lane.enter(WORKED)).toBe(true);
  });

  it('says of what was claimed before it opened why nothing goes out', async () => {
    await failTimes(3);
    const asked = jest.fn(yes);
    await expect(lane.send(asked)).rejects.toMatchObject({ kind: 'unreachable', message: 'no answer' });
    expect(asked).not.toHaveBeenCalled();
  });

  it('rests when it is throttled, a minute at most', async () => {
    lane.rest(3_600_000);
    expect(await lane.enter(WORKED)).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect(await lane.enter(WORKED)).toBe(true);
  });
});
