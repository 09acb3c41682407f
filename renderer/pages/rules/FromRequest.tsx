import { Button, Group, Modal, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { DATA_CLASSES, isDataClass } from '../../../gateway/core/data-class.ts';
import type { Conditions } from '../../../gateway/core/model.ts';
import { endOfDay, lastDayBefore } from '../../i18n/day.ts';
import { currentDraft, draftCell, draftRoutes } from './draft.ts';
import classes from './Lists.module.css';
import { cellOf, type Policy, type Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

const SUBJECTS = ['key', 'tag', 'model'] as const;
const DAY_MS = 86_400_000;
const PROPOSED_DAYS = 30;

/** The rule that a request gives cause for: its address says for which key, tag or model. What is chosen goes into the draft. */
export function FromRequest({ policy, subjects }: { policy: Policy; subjects: Subjects }) {
  const [search, setSearch] = useSearchParams();
  const kind = SUBJECTS.find((one) => one === search.get('for'));
  const value = search.get('value');
  if (kind === undefined || !value) return null;
  return <Dialog kind={kind} value={value} asked={search} policy={policy} subjects={subjects} onClose={() => setSearch({}, { replace: true })} />;
}

interface DialogProps {
  kind: (typeof SUBJECTS)[number];
  value: string;
  asked: URLSearchParams;
  policy: Policy;
  subjects: Subjects;
  onClose: () => void;
}

function Dialog({ kind, value, asked, policy, subjects, onClose }: DialogProps) {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const [now] = useState(() => Date.now());
  const dataClassAsked = asked.get('class');
  const [fields, setFields] = useState({
    what: kind === 'model' ? 'allow' : 'send',
    dataClass: isDataClass(dataClassAsked) ? dataClassAsked : 'public',
    provider: subjects.providers.find(({ id }) => id === asked.get('provider'))?.id ?? subjects.providers[0]?.id ?? '',
    alias: 'local',
    until: lastDayBefore(now + PROPOSED_DAYS * DAY_MS),
  });
  const set = (change: Partial<typeof fields>): void => setFields({ ...fields, ...change });
  const { what, dataClass, provider, alias } = fields;
  const name = kind === 'key' ? (subjects.keys.find(({ id }) => id === value)?.name ?? t('goneKey')) : value;
  const until = fields.until === '' ? undefined : endOfDay(fields.until);
  const over = until !== undefined && until <= now;
  const list = ({ key: 'keys', tag: 'tags', model: 'models' } as const)[kind];
  const cell = cellOf(policy, dataClass, provider);
  const add = (): void => {
    const end = until === undefined ? {} : { until };
    if (what === 'allow') {
      const others: Conditions = cell.action === 'allow' ? cell.conditions : {};
      draftCell(policy, dataClass, provider, { action: 'allow', conditions: { ...others, [list]: [...new Set([...(others[list] ?? []), value])], ...end } });
    } else {
      const routes = currentDraft()?.routes?.all ?? policy.routes;
      const free = freeName(t(`from.name.${kind}`, { name }).slice(0, 120), routes.map((route) => route.name));
      // First: what stands before it could take the request.
      draftRoutes(policy, [{ name: free, when: { [list]: [value], ...end }, alias }, ...routes]);
    }
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t(`from.title.${kind}`, { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
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
                {t('from.replaces', { now: words.cell(cell) })}
              </Text>
            )}
          </>
        )}
        <TextInput type="date" label={t('form.until')} description={t('form.untilHint')} value={fields.until} error={over && t('form.untilPast')} onChange={({ currentTarget }) => set({ until: currentTarget.value })} />
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
    </Modal>
  );
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let number = 2; taken.includes(free); number++) free = `${name} (${number})`;
  return free;
}
