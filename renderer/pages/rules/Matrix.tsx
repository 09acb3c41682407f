import { Table, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { ConditionsDialog } from './ConditionsDialog.tsx';
import { draftCell } from './draft.ts';
import { HereCell } from './HereCell.tsx';
import classes from './Matrix.module.css';
import { MatrixCell } from './MatrixCell.tsx';
import { RestCell } from './RestCell.tsx';
import { cellOf, type Policy, type Preview, type Provider, type Subjects } from './rules.ts';
import { useMoreBeside } from '../../components/use-more-beside.ts';
import { useRuleWords } from './words.ts';

interface MatrixProps {
  policy: Policy;
  /** With the draft. */
  planned: Preview | undefined;
  subjects: Subjects;
  lockdown: boolean;
  editable: boolean;
}

/** Data class × provider, this computer, and what becomes of the rest. */
export function Matrix({ policy, planned, subjects, lockdown, editable }: MatrixProps) {
  const { t } = useTranslation('rules');
  const words = useRuleWords(subjects);
  const [conditions, setConditions] = useState<{ dataClass: DataClass; provider: Provider }>();
  const shown = planned?.policy ?? policy;
  const frame = useRef<HTMLDivElement>(null);
  const more = useMoreBeside(frame);
  return (
    <Card title={t('matrix.title')}>
      <Text c="dimmed">{subjects.providers.length === 0 ? t('matrix.noProviders') : t('matrix.text')} {editable && t('matrix.draft')}</Text>
      {/* Without buttons inside, the keyboard scrolls the frame itself. */}
      <Table.ScrollContainer ref={frame} data-more={more} minWidth={0} className={classes.frame} type="native" {...(!editable && { 'tabIndex': 0, 'role': 'group', 'aria-label': t('matrix.title') })}>
        <Table verticalSpacing="sm" horizontalSpacing="xs" className={classes.table} aria-label={t('matrix.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('matrix.class')}</Table.Th>
              <Table.Th scope="col">
                {t('thisComputer')}
                <span className={classes.region}>{t('matrix.hereReason')}</span>
              </Table.Th>
              {subjects.providers.map((provider) => (
                <Table.Th key={provider.id} scope="col">
                  {provider.name}
                  <span className={classes.region}>{words.region(provider.region)}</span>
                </Table.Th>
              ))}
              <Table.Th scope="col">{t('matrix.rest')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {DATA_CLASSES.map((dataClass) => (
              <Table.Tr key={dataClass}>
                <Table.Th scope="row">
                  <ClassBadge dataClass={dataClass} />
                  <span className={classes.example}>{t(`example.${dataClass}`)}</span>
                </Table.Th>
                <Table.Td>
                  <span className={classes.label}>{t('thisComputer')}</span>
                  <HereCell dataClass={dataClass} policy={policy} shown={shown} subjects={subjects} editable={editable} />
                </Table.Td>
                {subjects.providers.map((provider) => (
                  <Table.Td key={provider.id}>
                    <span className={classes.label}>{provider.name}</span>
                    <MatrixCell
                      dataClass={dataClass}
                      provider={provider}
                      before={cellOf(policy, dataClass, provider.id)}
                      shown={shown}
                      moved={planned?.differences.some((one) => one.kind === 'cell' && !one.asked && one.dataClass === dataClass && one.provider === provider.id) ?? false}
                      subjects={subjects}
                      lockdown={lockdown}
                      editable={editable}
                      onChange={(action) => draftCell(policy, dataClass, provider.id, { action, conditions: {} })}
                      onConditions={() => setConditions({ dataClass, provider })}
                    />
                  </Table.Td>
                ))}
                <Table.Td>
                  <span className={classes.label}>{t('matrix.rest')}</span>
                  <RestCell dataClass={dataClass} policy={policy} shown={shown} subjects={subjects} editable={editable} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {conditions && (
        <ConditionsDialog
          {...conditions}
          state={cellOf(shown, conditions.dataClass, conditions.provider.id)}
          subjects={subjects}
          onClose={() => setConditions(undefined)}
          onSave={(next) => draftCell(policy, conditions.dataClass, conditions.provider.id, { action: 'allow', conditions: next })}
        />
      )}
    </Card>
  );
}
