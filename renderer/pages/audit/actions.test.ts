import { expect, it } from 'vitest';
import { ACTIONS } from '../../../gateway/core/audit-actions.ts';
import texts from '../../texts/en/audit.json' with { type: 'json' };

it('says every action of the log in words', () => {
  const said = texts.action as Record<string, Record<string, string>>;
  const unsaid = Object.keys(ACTIONS).filter((action) => {
    const [about = '', verb = ''] = action.split('.');
    return said[about]?.[verb] === undefined;
  });
  expect(unsaid).toEqual([]);
  expect([...new Set(Object.values(ACTIONS).map(({ group }) => group))].filter((group) => !(group in texts.group))).toEqual([]);
});
