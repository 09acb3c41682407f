import { describe, expect, it } from 'vitest';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import { Clearance } from './clearance.ts';

describe('a clearance', () => {
  const genuine = clearForService('credential-test', ['http://127.0.0.1:9']);

  it('cannot be minted twice', () => {
    expect(() => Clearance.takeMint()).toThrow(/already taken/);
  });

  it('cannot be copied, spread, inherited or built', () => {
    const forged = [{ ...genuine }, Object.create(genuine) as object, Object.assign(Object.create(Clearance.prototype) as object, { grant: genuine.grant }), structuredClone({ grant: genuine.grant })];
    for (const value of forged) expect(Clearance.isGenuine(value)).toBe(false);
    expect(Clearance.isGenuine(genuine)).toBe(true);
  });

  it('cannot be constructed, not by reflection either', () => {
    const Constructor = Clearance as unknown as new (...args: unknown[]) => Clearance;
    expect(() => new Constructor(Symbol('mint'), genuine.grant)).toThrow(/only policy/);
    expect(() => Reflect.construct(Constructor, [genuine.grant])).toThrow(/only policy/);
    class Heir extends Constructor {}
    expect(() => new Heir(undefined, genuine.grant)).toThrow(/only policy/);
  });

  it('cannot be widened', () => {
    expect(() => (genuine.grant.origins as string[]).push('https://evil.example')).toThrow(TypeError);
    expect(() => Object.assign(genuine, { grant: {} })).toThrow(TypeError);
    expect(() => Object.assign(genuine.grant, { origins: ['https://evil.example'] })).toThrow(TypeError);
  });

  it('is what egress asks for, and only its own origins pass', async () => {
    const egress = createEgress();
    await expect(egress.send({ ...genuine } as never, { url: 'http://127.0.0.1:9/', method: 'GET' })).rejects.toMatchObject({ code: 'clearance_violation' });
    for (const url of ['http://127.0.0.1:10/', 'https://127.0.0.1:9/', 'http://localhost:9/', 'http://127.0.0.1:9@evil.example/']) {
      await expect(egress.send(genuine, { url, method: 'GET' })).rejects.toMatchObject({ code: 'clearance_violation' });
    }
    await egress.close();
  });
});
