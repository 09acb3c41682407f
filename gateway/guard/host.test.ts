import { describe, expect, it } from 'vitest';
import { createHostCheck } from './host.ts';

describe('the Host header', () => {
  const check = createHostCheck(['Host.Docker.Internal', '192.168.1.5', 'fd00::5']);

  it.each(['127.0.0.1', '127.0.0.1:4141', 'localhost', 'LocalHost:80', '[::1]', '[::1]:4141', 'host.docker.internal:4141', '192.168.1.5:4141', '[fd00::5]:4141'])('"%s" is let in', (host) => {
    expect(check(host)).toBeUndefined();
  });

  it.each([undefined, '', 'evil.example', '127.0.0.1.evil.example', 'evil.example:127', 'localhost.', '127.1', '2130706433', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', '127.0.0.1:4141@evil.example', '127.0.0.1:x', '127.0.0.1, evil.example', 'xlocalhost', '192.168.1.50', '::1'])('"%s" is refused', (host) => {
    expect(() => check(host)).toThrow(expect.objectContaining({ code: 'host_not_allowed' }) as Error);
  });
});
