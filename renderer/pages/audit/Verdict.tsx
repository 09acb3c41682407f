import { Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import type { useAction } from '../../api/queries.ts';
import { CopyField } from '../../components/CopyField.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Problem } from '../../components/Problem.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './Audit.module.css';

type Check = ReturnType<typeof useAction<'audit.verify'>>;
type Whole = Extract<Output<'audit.verify'>, { intact: true }>;

/** What came of the last check; a live region. */
export function Verdict({ check: { data, error, isPending } }: { check: Check }) {
  const { t } = useTranslation('audit');
  const errorText = useErrorText();
  return (
    <div role="status" hidden={!data && !error && !isPending}>
      {isPending && <Text c="dimmed">{t('verify.running')}</Text>}
      {!isPending && error && <Problem>{errorText(error)}</Problem>}
      {!isPending && !error && data && (data.intact ? <Intact of={data} /> : <Broken record={data.brokenAt} reason={data.reason} />)}
    </div>
  );
}

function Intact({ of: { records, checkpoints, head } }: { of: Whole }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <div className={classes.verdict} data-whole="true">
      <Stack gap={6}>
        <Title order={2}>
          <IconCircleCheck size={22} aria-hidden style={{ verticalAlign: '-4px' }} /> {t('verify.whole')}
        </Title>
        <Text>
          {t('verify.records', { count: records, number: format.number(records) })} {checkpoints === 0 ? t('verify.unsigned') : t('verify.signed', { count: checkpoints, number: format.number(checkpoints) })}
        </Text>
        <Text size="sm">{t('verify.head')}</Text>
        <CopyField value={`${records}:${head}`} label={t('verify.head')} />
      </Stack>
    </div>
  );
}

function Broken({ record, reason }: { record: number; reason: string }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <div className={classes.verdict} data-whole="false">
      <Title order={2}>
        <IconCircleX size={22} aria-hidden style={{ verticalAlign: '-4px' }} /> {t('verify.broken')}
      </Title>
      <Text>{t('verify.brokenAt', { number: format.number(record) })}</Text>
      <Text size="sm" lang="en">
        {reason}
      </Text>
    </div>
  );
}
