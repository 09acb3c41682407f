import { Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { isDataClass } from '../../../gateway/core/data-class.ts';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useErrorCodeText } from '../../components/error-text.ts';
import { useRegionName } from '../../components/region.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat, type ZoneFormat } from '../../i18n/zone.ts';
import classes from './Audit.module.css';
import { useRecordText } from './record-text.ts';

type AuditReport = Output<'audit.report'>;

export function ReportView({ report }: { report: AuditReport }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const zone = useZoneFormat(report.timeZone);
  const { broken, records, leftOut } = report;
  return (
    <Stack gap="md">
      <div className={classes.verdict} data-whole={broken === null}>
        {broken ? t('report.broken', { number: format.number(broken.record) }) : t('report.whole', { count: records.count, number: format.number(records.count) })}
      </div>
      <Seen report={report} zone={zone} />
      <div className={classes.columns}>
        <Refusals report={report} zone={zone} />
        <Notable report={report} zone={zone} />
      </div>
      <RuleChanges report={report} zone={zone} />
      {leftOut > 0 && <Text c="dimmed">{t('report.leftOut')}</Text>}
    </Stack>
  );
}

interface PartProps {
  report: AuditReport;
  zone: ZoneFormat;
}

function ClassOf({ name }: { name: string }) {
  return isDataClass(name) ? <ClassBadge dataClass={name} /> : name;
}

function Seen({ report: { seen }, zone }: PartProps) {
  const { t } = useTranslation('audit');
  const regionName = useRegionName();
  const format = useFormat();
  const way = (decision: string): string => (decision === 'pseudonymise' ? t('way.pseudonymise') : decision === 'local' ? t('way.local') : t('way.allow'));
  return (
    <Card title={t('report.seen')}>
      {seen.length === 0 ? (
        <Text c="dimmed">{t('report.seenNone')}</Text>
      ) : (
        <StackedTable columns={[t('field.provider'), t('field.class'), t('field.decision'), t('field.contract'), t('report.between'), t('field.bytes'), t('report.times')]}>
          {seen.map((row) => (
            <Table.Tr key={`${row.provider} ${row.region} ${row.contract} ${row.dataClass} ${row.decision}`}>
              <Table.Td>
                {row.provider === LOCAL_PROVIDER ? t('report.here') : `${row.providerName} (${regionName(row.region)})`}
              </Table.Td>
              <Table.Td>
                <ClassOf name={row.dataClass} />
              </Table.Td>
              <Table.Td>{way(row.decision)}</Table.Td>
              <Table.Td>{row.provider === LOCAL_PROVIDER ? '' : (row.contract ?? t('report.noContract'))}</Table.Td>
              <Table.Td>{between(row, zone)}</Table.Td>
              <Table.Td>{format.bytes(row.bytes)}</Table.Td>
              <Table.Td>{format.number(row.sent)}×</Table.Td>
            </Table.Tr>
          ))}
        </StackedTable>
      )}
    </Card>
  );
}

function Refusals({ report: { refusals, interrupted }, zone }: PartProps) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const error = useErrorCodeText();
  return (
    <Card title={t('report.refusals')}>
      <Rows none={t('report.none')}>
        {refusals.map((row) => (
          <li key={`${row.dataClass} ${row.code} ${row.why}`}>
            <ClassOf name={row.dataClass} /> <strong>{format.number(row.count)}×</strong> {error(row.code)}
            <span className={classes.subject}>{between(row, zone)}</span>
          </li>
        ))}
      </Rows>
      {interrupted.length > 0 && (
        <>
          <Text fw={600}>{t('report.interrupted')}</Text>
          <Rows none={t('report.none')}>
            {interrupted.map((row) => (
              <li key={row.dataClass}>
                <ClassOf name={row.dataClass} /> <strong>{format.number(row.count)}×</strong>
                <span className={classes.subject}>{between(row, zone)}</span>
              </li>
            ))}
          </Rows>
        </>
      )}
    </Card>
  );
}

function Notable({ report: { notable }, zone }: PartProps) {
  const { t } = useTranslation('audit');
  const text = useRecordText(useOffice());
  return (
    <Card title={t('report.notable')}>
      <Rows none={t('report.none')}>
        {notable.map((act) => (
          <li key={act.seq}>
            {text.action(act.action)}
            <span className={classes.subject}>
              {text.who(act.actor)} · {zone.dateTime(act.time)}
            </span>
          </li>
        ))}
      </Rows>
    </Card>
  );
}

function RuleChanges({ report: { policies }, zone }: PartProps) {
  const { t } = useTranslation('audit');
  const text = useRecordText(useOffice());
  return (
    <Card title={t('report.policies')}>
      <Rows none={t('report.none')}>
        {policies.map((change) => (
          <li key={change.seq}>
            {change.loosened && (
              <>
                <StateBadge state="attention" label={t('report.loosened')} />{' '}
              </>
            )}
            {change.comment || text.action('policy.change')}
            <span className={classes.subject}>
              {[text.who(change.actor), zone.dateTime(change.time), ...change.differences].join(' · ')}
            </span>
          </li>
        ))}
      </Rows>
    </Card>
  );
}

function Rows({ none, children }: { none: string; children: ReactNode[] }) {
  return children.length === 0 ? <Text c="dimmed">{none}</Text> : <ul className={classes.rows}>{children}</ul>;
}

function between({ first, last }: { first: number; last: number }, zone: ZoneFormat): string {
  return first === last ? zone.dateTime(first) : `${zone.dateTime(first)} – ${zone.dateTime(last)}`;
}
