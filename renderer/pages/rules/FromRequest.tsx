import { Button, Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { DATA_CLASSES, isDataClass } from '../../../gateway/core/data-class.ts';
import type { Conditions } from '../../../gateway/core/model.ts';
import { lastDayBefore } from '../../i18n/day.ts';
import { endOfDay } from '../../i18n/day-start.ts';
import { currentDraft, draftCell, draftRoutes } from './draft.ts';
import classes from './Lists.module.css';
import { type CellState, cellOf, type Policy, type Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';
import { Dialog } from '../../components/Dialog.tsx';

const SUBJECTS = ['key', 'tag', 'model'] as const;
const DAY_MS = 86_400_000;
const PROPOSED_DAYS = 30;

/** The rule that a request gives cause for: its address says for which key, tag or model. What is chosen goes into the draft. */
export function FromRequest({ policy, planned, subjects }: { policy: Policy; planned: Policy; subjects: Subjects }) {
  const [search, setSearch] = useSearchParams();
  const kind = SUBJECTS.find((one) => one === search.get('for'));
  const value = search.get('value');
  if (kind === undefined || !value) return null;
  return <RuleDialog kind={kind} value={value} asked={search} policy={policy} planned={planned} subjects={subjects} onClose={() => setSearch({}, { replace: true })} />;
}

interface DialogProps {
  kind: (typeof SUBJECTS)[number];
  value: string;
  asked: URLSearchParams;
  policy: Policy;
  /** With the draft: what was added there stays. */
  planned: Policy;
  subjects: Subjects;
  onClose: () => void;
}

function RuleDialog({ kind, value, asked, policy, planned, subjects, onClose }: DialogProps) {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const [now] = useState(() => Date.now());
  const dataClassAsked = asked.get('class');
  const [fields, setFields] = useState({
    what: kind === 'model' ? 'allow' : 'send',
    dataClass: isDataClass(dataClassAsked) ? dataClassAsked : 'public',
    provider: subjects.providers.find(({ id }) => id === asked.get('provider'))?.id ?? subjects.providers[0]?.id ?? '',
    alias: 'local',
  });
  const [typedDay, setDay] = useState<string>();
  const set = (change: Partial<typeof fields>): void => setFields({ ...fields, ...change });
  const { what, dataClass, provider, alias } = fields;
  const name = kind === 'key' ? (subjects.keys.find(({ id }) => id === value)?.name ?? t('goneKey')) : value;
  const list = ({ key: 'keys', tag: 'tags', model: 'models' } as const)[kind];
  const cell = cellOf(planned, dataClass, provider);
  const { until: end, ...others }: Conditions = cell.action === 'allow' ? cell.conditions : {};
  // Whose time is over is not let in again; who is in is not shortened by a proposal, as a cell has one end for all.
  const already = end !== undefined && end <= now ? undefined : others[list];
  const joins = what === 'allow' && already !== undefined;
  const day = typedDay ?? (!joins ? lastDayBefore(now + PROPOSED_DAYS * DAY_MS) : end === undefined ? '' : lastDayBefore(end));
  const until = day === '' ? undefined : endOfDay(day);
  const over = until !== undefined && until <= now;
  const next: CellState = { action: 'allow', conditions: { ...others, [list]: [...new Set([...(already ?? []), value])], ...(until !== undefined && { until }) } };
  const add = (): void => {
    if (what === 'allow') draftCell(policy, dataClass, provider, next);
    else {
      const routes = currentDraft()?.routes?.all ?? policy.routes;
      const free = freeName(t(`from.name.${kind}`, { name }).slice(0, 120), routes.map((route) => route.name));
      // First: what stands before it could take the request.
      draftRoutes(policy, [{ name: free, when: { [list]: [value], ...(until !== undefined && { until }) }, alias }, ...routes]);
    }
    onClose();
  };
  return (
    <Dialog onClose={onClose} size="lg" title={t(`from.title.${kind}`, { name })}>
      <Stack>
        {kind !== 'model' && subjects.providers.length > 0 && (
          <SegmentedControl
            aria-label={t('from.what')}
            value={what}
            onChange={(next) => set({ what: next })}
            data={[
              { value: 'send', label: t('from.send') },
              { value: 'allow', label: t('from.allow') },
            ]}
          />
        )}
        {what === 'send' ? (
          <NativeSelect label={t('form.alias')} description={t('form.aliasHint')} value={alias} data={['local', ...subjects.aliases].map((one) => ({ value: one, label: words.model(one) }))} onChange={({ currentTarget }) => set({ alias: currentTarget.value })} />
        ) : (
          <>
            <NativeSelect label={t('from.provider')} value={provider} data={subjects.providers.map((one) => ({ value: one.id, label: one.name }))} onChange={({ currentTarget }) => set({ provider: currentTarget.value })} />
            <NativeSelect label={t('from.class')} value={dataClass} data={DATA_CLASSES.map((one) => ({ value: one, label: t(`common:class.${one}`) }))} onChange={({ currentTarget }) => set({ dataClass: DATA_CLASSES.find((one) => one === currentTarget.value) ?? dataClass })} />
            {cell.action !== 'deny' && (
              <Text size="sm" className={classes.attention}>
                {t('from.replaces', { now: words.cell(cell), next: words.cell(next) })} {joins && until !== end && t('from.endOfAll')}
              </Text>
            )}
          </>
        )}
        <TextInput type="date" label={t('form.until')} description={t('form.untilHint')} value={day} error={over && t('form.untilPast')} onChange={({ currentTarget }) => setDay(currentTarget.value)} />
        <Text size="sm" c="dimmed">
          {t('from.next')}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button onClick={add} disabled={over || (what === 'allow' && provider === '')}>
            {t('toDraft')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let number = 2; taken.includes(free); number++) free = `${name} (${number})`;
  return free;
}
