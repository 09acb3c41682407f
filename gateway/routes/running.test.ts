import { describe, expect, it } from 'vitest';
import { Cancellation } from '../core/cancellation.ts';
import { RunningRequests } from './running.ts';

const A = { traceId: 'trc_a', keyId: 'a' };
const B = { traceId: 'trc_b', keyId: 'b' };
const reasonOf = (cancellation: Cancellation) => (cancellation.reason as { code?: string } | undefined)?.code;

describe('the requests that run', () => {
  it('a revoked key ends its own, and nobody else’s', () => {
    const running = new RunningRequests();
    const [first, second, other] = [new Cancellation(), new Cancellation(), new Cancellation()];
    running.add({ ...A, leaves: false }, first);
    running.add({ ...A, leaves: false }, second);
    running.add({ ...B, leaves: false }, other);
    running.endKey('a');
    running.endKey('unknown');
    expect([first, second, other].map(reasonOf)).toEqual(['key_revoked', 'key_revoked', undefined]);
  });

  it('a key that has run out ends its own', () => {
    const running = new RunningRequests();
    const [over, other] = [new Cancellation(), new Cancellation()];
    running.add({ ...A, leaves: false }, over);
    running.add({ ...B, leaves: false }, other);
    running.endKeysWithout((id) => id === 'b');
    expect([over, other].map(reasonOf)).toEqual(['key_revoked', undefined]);
  });

  it('one is stopped by its number, and nobody else’s', () => {
    const running = new RunningRequests();
    const [stopped, other] = [new Cancellation(), new Cancellation()];
    running.add({ ...A, leaves: false }, stopped);
    running.add({ ...B, leaves: false }, other);
    expect([running.has('trc_a'), running.has('trc_unknown')]).toEqual([true, false]);
    running.stop('trc_a');
    running.stop('trc_unknown');
    expect([stopped, other].map(reasonOf)).toEqual(['request_stopped', undefined]);
  });

  it('a lockdown ends what is on its way out, and leaves what is answered here', () => {
    const running = new RunningRequests();
    const [outside, here] = [new Cancellation(), new Cancellation()];
    running.add({ ...A, leaves: true }, outside);
    running.add({ ...A, leaves: false }, here);
    running.endLeaving();
    expect([outside, here].map(reasonOf)).toEqual(['lockdown', undefined]);
  });

  it('one that is over is not ended any more, and is not counted', () => {
    const running = new RunningRequests();
    const request = new Cancellation();
    const takeOff = running.add({ ...A, leaves: false }, request);
    expect(running.size).toBe(1);
    takeOff();
    takeOff();
    running.endKey('a');
    expect([running.size, request.aborted]).toEqual([0, false]);
  });

  it('a late end of an old request does not take off a new one of the same key', () => {
    const running = new RunningRequests();
    const late = running.add({ ...A, leaves: false }, new Cancellation());
    late();
    const next = new Cancellation();
    running.add({ ...A, leaves: false }, next);
    late();
    expect(running.size).toBe(1);
    running.endKey('a');
    expect(reasonOf(next)).toBe('key_revoked');
  });

  it('at the stop all are ended, and waited for until they are or the time is up', async () => {
    const running = new RunningRequests();
    const [quick, stuck] = [new Cancellation(), new Cancellation()];
    const takeOff = running.add({ ...A, leaves: false }, quick);
    quick.once('abort', () => takeOff());
    await running.endAll(10_000);
    expect([reasonOf(quick), running.size]).toEqual(['shutting_down', 0]);
    running.add({ ...B, leaves: false }, stuck);
    await running.endAll(30);
    expect([reasonOf(stuck), running.size]).toEqual(['shutting_down', 1]);
  });
});
