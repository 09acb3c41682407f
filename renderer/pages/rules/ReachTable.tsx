import { Alert, Stack, Table, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { EmptyState } from '../../components/states.tsx';
import classes from './Lists.module.css';
import type { Preview, Reach, Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

const EVERY_MS = 5_000;

/** Who can reach what: per key and class the providers that may see its requests; with the draft where there is one. */
export function ReachTable({ planned, subjects }: { planned: Preview | undefined; subjects: Subjects }) {
  const { t } = useTranslation('rules');
  const now = useOperation('policy.reach', undefined, { every: EVERY_MS, enabled: !planned });
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('reach.text')}</Text>
      {planned ? (
        <>
          <Alert icon={<IconPencil size={20} aria-hidden />}>{t('reach.planned')}</Alert>
          <Rows reach={planned.reach} subjects={subjects} />
        </>
      ) : (
        <Loaded query={now}>{({ reach }) => <Rows reach={reach} subjects={subjects} />}</Loaded>
      )}
    </Stack>
  );
}

function Rows({ reach, subjects }: { reach: Reach; subjects: Subjects }) {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  if (reach.length === 0) return <EmptyState title={t('reach.emptyTitle')} text={t('reach.emptyText')} />;
  return (
    <Table.ScrollContainer minWidth={0} className={classes.frame} type="native">
      <Table verticalSpacing="sm" horizontalSpacing="md" className={classes.table} aria-label={t('tab.reach')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('reach.key')}</Table.Th>
            {DATA_CLASSES.map((dataClass) => (
              <Table.Th key={dataClass} scope="col">
                {t(`common:class.${dataClass}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reach.map((key) => (
            <Table.Tr key={key.keyId}>
              <Table.Th scope="row">{key.name}</Table.Th>
              {DATA_CLASSES.map((dataClass) => {
                const found = key.classes.find((one) => one.dataClass === dataClass);
                return (
                  <Table.Td key={dataClass}>
                    <span className={classes.label}>{t(`common:class.${dataClass}`)}</span>
                    {found ? <Providers of={found} words={words} /> : <Text size="sm" c="dimmed">{t('reach.notCarried')}</Text>}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Providers({ of: { otherwise, providers }, words }: { of: Reach[number]['classes'][number]; words: ReturnType<typeof useRuleWords> }) {
  const { t } = useTranslation('rules');
  const open = providers.filter(({ access }) => access !== 'no');
  if (open.length === 0) return <Text size="sm" c="dimmed">{t(`reach.none.${otherwise}`)}</Text>;
  return (
    <div>
      {open.map(({ provider, access, conditions }) => (
        <Text key={provider} size="sm" fw={600}>
          {words.provider(provider)}
          {access === 'pseudonymised' && <span className={classes.aside}>{t('cell.pseudonymise')}</span>}
          {access === 'if' && <span className={classes.aside}>{conditions.map((one) => words.conditions(one).join(', ')).join(' / ') || t('reach.depends')}</span>}
        </Text>
      ))}
    </div>
  );
}
