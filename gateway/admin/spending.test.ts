import { expect, it } from 'vitest';
import { api } from './testing/api.ts';

it('tells both roles whose keys pay for what, and by which clock days are reckoned, and nothing else of a key', async () => {
  const { send, login, office } = await api();
  const token = await login('admin');
  const team = (await send('PUT', '/spending/teams', { token, body: { name: 'Notary' } })).body;
  const key = (await send('POST', '/keys', { token, body: { name: 'Word', owner: 'Anna', ownerKind: 'person', team: team.id } })).body;
  office.setSetting('timeZone', 'Asia/Kathmandu', 'test');
  // The key of the pages' own chat pays for nobody in particular.
  await send('POST', '/ask/key', { token, body: {} });
  for (const reader of [token, await login('auditor', 'Ben')]) {
    const { body } = await send('GET', '/spending', { token: reader });
    expect(body).toMatchObject({ timeZone: 'Asia/Kathmandu', teams: [{ id: team.id }] });
    expect(body.keys).toEqual([{ id: key.id, name: 'Word', team: team.id, ownerKind: 'person', owner: 'Anna' }]);
  }
});
