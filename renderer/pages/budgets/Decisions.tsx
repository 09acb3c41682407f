import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { Card } from '../../components/Card.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import { CurrencyDialog } from './CurrencyDialog.tsx';
import { RulesDialog } from './RulesDialog.tsx';
import type { Spending } from './tree.ts';
import { WarningWays } from './WarningWays.tsx';

/** What the office has decided about money beside its budgets. */
export function Decisions({ spending }: { spending: Spending }) {
  const { t } = useTranslation('budgets');
  const format = useFormat();
  const calendar = useZoneFormat('UTC');
  const admin = useSession().role === 'admin';
  const [open, setOpen] = useState<'rules' | 'currency'>();
  const { rules, currency } = spending;
  const change = (what: 'rules' | 'currency') =>
    admin && (
      <Button variant="default" size="xs" onClick={() => setOpen(what)}>
        {t(`change.${what}`)}
      </Button>
    );
  return (
    <Stack gap="md">
      <Card title={t('rules.title')} aside={change('rules')}>
        <Text>{t(`rules.over.${rules.overBudget}`)}</Text>
        <Text>{t(`rules.unpriced.${rules.unpriced}`)}</Text>
        <Text>{t('rules.bound', { number: format.number(rules.outputTokens) })}</Text>
        <Text size="sm" c="dimmed">
          {t('rules.local')}
        </Text>
      </Card>
      <Card title={t('currency.title')} aside={change('currency')}>
        <Text>{t('currency.shown', { code: currency.code })}</Text>
        {currency.code !== 'USD' && <Text>{currency.date === null ? t('currency.rateUndated', currency) : t('currency.rate', { ...currency, date: calendar.date(Date.parse(currency.date)) })}</Text>}
        <Text size="sm" c="dimmed">
          {t('currency.ledger')}
        </Text>
      </Card>
      {admin && <WarningWays />}
      {open === 'rules' && <RulesDialog rules={rules} onClose={() => setOpen(undefined)} />}
      {open === 'currency' && <CurrencyDialog currency={currency} onClose={() => setOpen(undefined)} />}
    </Stack>
  );
}
