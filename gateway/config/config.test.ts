import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-store.ts';
import { loadConfig } from './config.ts';
import { adminSocketPath, defaultHome, defaultKeyFile } from './paths.ts';

describe('the configuration', () => {
  it('has a default for everything', () => {
    const home = temporaryFolder();
    expect(loadConfig({ GATEHOUSE_HOME: home })).toEqual({
      port: 4141,
      listen: [],
      hostNames: [],
      durability: 'normal',
      traceRetentionDays: 365,
      limits: { bodyLimitBytes: 20_971_520, concurrentRequests: 2000 },
      timeouts: { requestBodyMs: 30_000, remoteFirstByteMs: 30_000, remotePlainMs: 300_000, remoteIdleMs: 300_000, totalMs: 0, shutdownMs: 5_000 },
      retry: { retries: 2, backoffMs: 250, maxBackoffMs: 8_000 },
      rest: { failures: 3, windowMs: 60_000, restMs: 60_000 },
      home,
      databasePath: join(home, 'gatehouse.db'),
      masterKeyFile: join(home, 'config', 'master.key'),
      recoveryKeyFile: undefined,
      adminSocket: join(home, 'admin.sock'),
      ollamaPath: undefined,
      headless: false,
      fixed: [],
    });
  });

  it('takes the command line over the environment over the file', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ port: 1, hostNames: ['host.docker.internal'], rest: { failures: 9 } }));
    const env = { GATEHOUSE_HOME: '/nowhere', GATEHOUSE_MASTER_KEY_FILE: '/other/disk/key', GATEHOUSE_LISTEN: '192.168.1.5, ::2', GATEHOUSE_OLLAMA: '' };
    expect(loadConfig(env, { home })).toMatchObject({ port: 1, hostNames: ['host.docker.internal'], rest: { failures: 9, windowMs: 60_000 }, masterKeyFile: '/other/disk/key', listen: ['192.168.1.5', '::2'], ollamaPath: undefined });
    expect(loadConfig({ ...env, GATEHOUSE_PORT: '2' }, { home }).port).toBe(2);
    expect(loadConfig({ ...env, GATEHOUSE_PORT: '2' }, { home, port: 3, headless: true })).toMatchObject({ port: 3, headless: true });
  });

  it.each([
    [{ port: 70000 }, '"port" must be <= 65535'],
    [{ prot: 1 }, '"prot" is not known here'],
    [{ limits: { bodyLimitBytes: '20 MB' } }, '"limits.bodyLimitBytes" must be integer'],
    [{ durability: 'high' }, '"durability" must be one of normal, full'],
    [{ listen: ['not an address'] }, '"listen[0]" must match'],
    [[], 'must hold a JSON object'],
  ])('says what is wrong in the file: %j', (content, message) => {
    const home = temporaryFolder();
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'gatehouse.json'), JSON.stringify(content));
    expect(() => loadConfig({ GATEHOUSE_HOME: home })).toThrow(message);
  });

  it('says what is wrong in the environment', () => {
    const home = temporaryFolder();
    expect(() => loadConfig({ GATEHOUSE_HOME: home, GATEHOUSE_PORT: '80a' })).toThrow('GATEHOUSE_PORT is "80a"');
    writeFileSync(join(home, 'gatehouse.json'), '{"port": 1,}');
    expect(() => loadConfig({ GATEHOUSE_HOME: home })).toThrow('is not valid JSON');
    expect(() => loadConfig({ GATEHOUSE_HOME: `/tmp/${'x'.repeat(100)}` })).toThrow('too long for a Unix socket');
  });

  it('keeps data and key file apart in the platform places', () => {
    expect(defaultHome({ XDG_DATA_HOME: '/d' }, 'linux')).toBe('/d/gatehouse');
    expect(defaultHome({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\/\.local\/share\/gatehouse$/);
    expect(defaultKeyFile('/d/gatehouse', { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/c/gatehouse/master.key');
    expect(adminSocketPath('/d', 'win32')).toMatch(/^\\\\\.\\pipe\\gatehouse-[0-9a-f]{24}$/);
  });
});
