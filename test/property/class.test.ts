import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DATA_CLASSES, type DataClass, maxClass } from '../../gateway/core/data-class.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';
import { settings } from './settings.ts';

const SETTINGS = { ...settings(300), endOnFailure: true };
const RUNS = SETTINGS.numRuns;
const ALLOWED_UP_TO: DataClass = 'internal';

let gateway: Gateway;
let mock: Mock;
const keys = new Map<DataClass, string>();
/** What each conversation has reached, by floor and session. */
const reached = new Map<string, DataClass>();

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  for (const floor of DATA_CLASSES) keys.set(floor, await makeKey(gateway, `floor ${floor}`, '--floor', floor));
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

const dataClass = fc.constantFrom(...DATA_CLASSES);
const usual = fc.oneof(dataClass, dataClass.map((name) => `class:${name}`), dataClass.map((name) => ` Class:${name.toUpperCase()} `), fc.constantFrom('client-data', 'publicly', 'secret-santa'));
/** Now and then a class that there is not: somebody meant to declare one. */
const tag = fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom('class:', 'class:top') });
const statement = fc.record({
  floor: dataClass,
  prefix: fc.option(dataClass, { nil: undefined }),
  keyInPath: fc.boolean(),
  keyFirst: fc.boolean(),
  header: fc.option(dataClass, { nil: undefined }),
  headerTags: fc.array(tag, { maxLength: 3 }),
  bodyTags: fc.oneof(fc.array(tag, { maxLength: 3 }), fc.array(tag, { maxLength: 3 }).map((tags) => tags.join(', '))),
  session: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  stream: fc.boolean(),
});

const cleaned = (tags: string[]): string[] => tags.map((name) => name.trim().toLowerCase());

function stated(tags: string[]): DataClass {
  return cleaned(tags).map((name) => name.replace(/^class:/, '')).reduce<DataClass>((all, name) => ((DATA_CLASSES as readonly string[]).includes(name) ? maxClass(all, name as DataClass) : all), 'public');
}

it(`no statement lowers what another one says (${RUNS} requests), and nothing above the policy leaves`, async () => {
  await fc.assert(
    fc.asyncProperty(statement, async ({ floor, prefix, keyInPath, keyFirst, header, headerTags, bodyTags, session, stream }) => {
      const parts = [keyInPath ? `/k/${keys.get(floor)!}` : '', prefix ? `/${prefix}` : ''];
      const path = `${(keyFirst ? parts : parts.reverse()).join('')}/v1/chat/completions`;
      const headers: Record<string, string> = { ...(header && { 'x-gatehouse-class': header }), ...(headerTags.length > 0 && { 'x-gatehouse-tags': headerTags.join(',') }), ...(session && { 'x-gatehouse-session': session }) };
      const before = mock.requests.length;
      const answer = await post(gateway, keyInPath ? 'placeholder' : keys.get(floor)!, path, { model: 'fast', messages: USER, stream, metadata: { tags: bodyTags } }, headers);
      await answer.text();

      const tags = [...headerTags, ...(typeof bodyTags === 'string' ? bodyTags.split(',') : bodyTags)];
      if (cleaned(tags).some((name) => name === 'class:' || name === 'class:top')) {
        expect([answer.status, mock.requests.length - before]).toEqual([400, 0]);
        return;
      }
      const conversation = `${floor} ${session}`;
      const expected = [floor, prefix, header, stated(tags), session === undefined ? undefined : reached.get(conversation)]
        .filter((name) => name !== undefined)
        .reduce<DataClass>((all, name) => maxClass(all, name), 'public');
      if (session) reached.set(conversation, expected);
      expect(answer.headers.get('x-gatehouse-class')).toBe(expected);
      const leaves = maxClass(expected, ALLOWED_UP_TO) === ALLOWED_UP_TO;
      expect([answer.status, mock.requests.length - before]).toEqual(leaves ? [200, 1] : [422, 0]);
      // What left carries neither our key nor our session.
      if (leaves) expect(JSON.stringify(mock.requests.at(-1)!.headers)).not.toMatch(/sk-gh-|x-gatehouse/);
    }),
    SETTINGS,
  );
});
