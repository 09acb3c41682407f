import { Anchor, Button, Group, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Office } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './Audit.module.css';
import { Values } from './Values.tsx';
import { type AuditRecord, useRecordText } from './record-text.ts';

/** One record in plain words; what was written down exactly is a click away. */
export function RecordRow({ record, office }: { record: AuditRecord; office: Office }) {
  const text = useRecordText(office);
  const [open, setOpen] = useState(false);
  const details = useId();
  const subject = text.subject(record);
  return (
    <li className={classes.record}>
      <UnstyledButton className={classes.summary} aria-expanded={open} aria-controls={details} onClick={() => setOpen(!open)}>
        <time className={classes.when} dateTime={new Date(record.time).toISOString()}>
          {office.zone.dateTime(record.time)}
        </time>
        <span className={classes.who}>{text.who(record.actor)}</span>
        <span className={classes.what}>
          <strong>{text.action(record.action)}</strong>
          {subject && <span className={classes.subject}>{subject}</span>}
        </span>
        <IconChevronRight size={18} aria-hidden className={classes.arrow} />
      </UnstyledButton>
      <div id={details} className={classes.details} hidden={!open}>
        {open && <Details record={record} office={office} />}
      </div>
    </li>
  );
}

function Details({ record, office }: { record: AuditRecord; office: Office }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const [raw, setRaw] = useState(false);
  const { trace } = record.detail;
  return (
    <>
      <Values of={record.detail} action={record.action} office={office} />
      <dl className={classes.values}>
        <div>
          <dt>{t('detail.number')}</dt>
          <dd>{format.number(record.seq)}</dd>
        </div>
        <div>
          <dt>{t('detail.hash')}</dt>
          <dd>
            <code>{record.hash}</code>
          </dd>
        </div>
      </dl>
      <Group gap="md" mt="sm">
        {typeof trace === 'string' && (
          <Anchor component={Link} href={`/requests/${encodeURIComponent(trace)}`}>
            {t('detail.request')}
          </Anchor>
        )}
        <Button variant="subtle" size="compact-sm" aria-expanded={raw} onClick={() => setRaw(!raw)}>
          {t('detail.raw')}
        </Button>
      </Group>
      {raw && (
        <pre className={classes.raw} tabIndex={0} role="region" aria-label={t('detail.raw')}>
          {JSON.stringify(record, null, 2)}
        </pre>
      )}
    </>
  );
}
