import { PassThrough, Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { listenOnAdminSocket } from '../admin/socket.ts';
import { run } from '../cli.ts';

it('a provider needs no address where its kind has a host, and a region chooses among several', async () => {
  const { services, office } = temporaryAdmin();
  const socket = await listenOnAdminSocket(services);
  onTestFinished(() => socket.close());
  const cli = async (line: string) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const stdin = Object.assign(Readable.from([Buffer.from('sk-upstream')]), { isTTY: false });
    const code = await run(line.split(' '), { start: () => Promise.resolve(0), env: { GATEHOUSE_HOME: services.config.home }, stdin, stdout, stderr });
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  };
  expect((await cli('providers add --name one --kind mistral')).code).toBe(0);
  expect(office.provider('one')).toMatchObject({ baseUrl: 'https://api.mistral.ai/v1', region: 'eu', hasCredential: true });
  expect((await cli('providers add --name two --kind openai --region eu')).code).toBe(0);
  expect(office.provider('two')).toMatchObject({ baseUrl: 'https://eu.api.openai.com/v1', region: 'eu' });
  const refused = await cli('providers add --name three --kind groq --region ch');
  expect([refused.code === 0, refused.err.includes('address is missing'), office.provider('three')]).toEqual([false, true, undefined]);
  expect((await cli('providers list')).out).toMatch(/^one .* on, not asked since the start$/m);
  services.health.answered('one');
  for (let times = 0; times < 4; times++) services.health.failed('two', 'unreachable');
  const { out } = await cli('providers list');
  expect(out).toMatch(/^one .* answers, last \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
  expect(out).toMatch(/^two .* fails \(4×\): unreachable, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
  await cli('providers update two --contract c1 --contract-expires 2099-01-31T00:00:00Z --secrecy-approved');
  await cli('providers update two --retention 30-days');
  // The end of the contract was gone, and with it what a rule "only while its contract runs" goes by.
  expect(office.provider('two')?.contract).toEqual({ id: 'c1', expiresAt: Date.UTC(2099, 0, 31), secrecyApproved: true, retention: '30-days' });
  expect((await cli('providers kinds')).out).toMatch(/^openai +OpenAI +us +https:\/\/api\.openai\.com\/v1 +us,eu,/m);
});
