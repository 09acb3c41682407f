import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

function build(overrides: Partial<Parameters<typeof createAdmission>[0]> = {}) {
  let now = 0;
  const clock = { now: () => now, monotonic: () => now };
  return { admission: createAdmission({ perModel: 1, models: 2, maxQueue: 4, maxQueuePerOwner: 3, ...overrides }, clock), pass: (ms: number) => (now += ms) };
}

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('admission', () => {
  it('goes round the owners, so that one with many requests does not shut out another', async () => {
    const { admission } = build({ maxQueue: 10, maxQueuePerOwner: 10 });
    const order: string[] = [];
    const leave = await admission.enter('busy', 'm', never);
    const ask = (owner: string, label: string) => admission.enter(owner, 'm', never).then((done) => (order.push(label), done));
    const waiting = [ask('busy', 'b1'), ask('busy', 'b2'), ask('busy', 'b3'), ask('other', 'o1'), ask('third', 't1')];
    leave();
    for (const _ of waiting) {
      await turn();
      const index = order.length - 1;
      const label = order[index]!;
      (await waiting[['b1', 'b2', 'b3', 'o1', 't1'].indexOf(label)]!)();
    }
    expect(order).toEqual(['b1', 'o1', 't1', 'b2', 'b3']);
  });

  it('serves as many as the model does, and counts models apart', async () => {
    const { admission } = build({ perModel: 2, models: 2 });
    await admission.enter('a', 'chat', never);
    await admission.enter('a', 'chat', never);
    await admission.enter('a', 'embed', never);
    let third = false;
    void admission.enter('a', 'chat', never).then(() => (third = true));
    let other = false;
    void admission.enter('b', 'third-model', never).then(() => (other = true));
    await turn();
    expect([third, other, admission.queued()]).toEqual([false, false, 2]);
  });

  it('lets a further model have its turn, however busy the loaded ones are', async () => {
    const { admission, pass } = build({ perModel: 2, models: 2, maxQueue: 10, maxQueuePerOwner: 10 });
    const order: string[] = [];
    const ask = (owner: string, model: string) => admission.enter(owner, model, never).then((leave) => (order.push(model), leave));
    let [chat, embed] = [await ask('a', 'chat'), await ask('a', 'embed')];
    const third = ask('b', 'third');
    // Each is followed by the next before it ends.
    for (let round = 0; round < 5; round++) {
      pass(2_000);
      const [nextChat, nextEmbed] = [await ask('a', 'chat'), await ask('a', 'embed')];
      chat();
      embed();
      [chat, embed] = [nextChat, nextEmbed];
    }
    expect(order).not.toContain('third');
    pass(1);
    const late = [ask('a', 'chat'), ask('a', 'embed')];
    await turn();
    expect(admission.queued()).toBe(3);
    embed();
    const leave = await third;
    await turn();
    expect(order.slice(-2)).toEqual(['third', 'chat']);
    leave();
    await Promise.all(late);
    expect(admission.queued()).toBe(0);
  });

  it('bounds the queue in all and per owner, and says when to come again', async () => {
    const { admission, pass } = build();
    const leave = await admission.enter('a', 'm', never);
    pass(20_000);
    for (let i = 0; i < 3; i++) void admission.enter('a', 'm', never);
    await expect(admission.enter('a', 'm', never)).rejects.toMatchObject({ code: 'local_model_busy' });
    void admission.enter('b', 'm', never);
    await expect(admission.enter('c', 'm', never)).rejects.toMatchObject({ code: 'local_model_busy', status: 503, details: { retryAfterSeconds: 25 } });
    leave();
    await turn();
    expect(admission.queued()).toBe(3);
  });

  it('a waiting request that is aborted leaves the queue at once and never gets a place', async () => {
    const { admission } = build();
    const leave = await admission.enter('a', 'm', never);
    const gone = new AbortController();
    const waiting = admission.enter('b', 'm', gone.signal);
    gone.abort(new Error('client went away'));
    await expect(waiting).rejects.toThrow('client went away');
    expect(admission.queued()).toBe(0);
    leave();
    expect(admission.active('m')).toBe(0);
  });

  it('nobody joins a held model; giving a place back twice counts once', async () => {
    const { admission } = build({ perModel: 2 });
    const leave = await admission.enter('a', 'm', never);
    admission.hold('m');
    let entered = false;
    void admission.enter('b', 'm', never).then(() => (entered = true));
    leave();
    leave();
    await turn();
    expect([entered, admission.active('m')]).toEqual([false, 0]);
    admission.letGo('m');
    await turn();
    expect([entered, admission.active('m')]).toEqual([true, 1]);
  });
});
