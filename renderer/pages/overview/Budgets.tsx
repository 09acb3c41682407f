import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { BudgetMeter } from '../budgets/BudgetMeter.tsx';
import { rateOf, type Spending, type Standing } from '../budgets/tree.ts';
import { useAmounts } from '../budgets/use-amounts.ts';
import { useWhose } from '../budgets/use-whose.ts';
import { foremost } from './spent.ts';

const SHOWN = 4;

/** How full the budgets are: the office's own, and of the others the fullest. */
export function Budgets({ spending }: { spending: Spending }) {
  const { t } = useTranslation('overview');
  const admin = useSession().role === 'admin';
  const { shown, more } = foremost(spending.budgets, SHOWN);
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('spent.noBudget')} {admin && <ToBudgets>{t('spent.setBudget')}</ToBudgets>}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      {shown.map((standing) => (
        <Bar key={standing.budget.id} of={standing} spending={spending} />
      ))}
      {more > 0 && (
        <Text size="sm">
          <ToBudgets>{t('spent.more', { count: more })}</ToBudgets>
        </Text>
      )}
    </Stack>
  );
}

function ToBudgets({ children }: { children: string }) {
  return (
    <Anchor component={Link} href="/budgets" underline="always" fw={600} c="var(--gh-accent)">
      {children}
    </Anchor>
  );
}

function Bar({ of: standing, spending }: { of: Standing; spending: Spending }) {
  const { t } = useTranslation(['overview', 'money']);
  const amounts = useAmounts();
  const whose = useWhose(spending);
  const { budget: { scope, measure, amount, currency, period }, used, reserved } = standing;
  const rate = rateOf(standing, spending);
  const limit = t('money:budgetTitle', { amount: amounts.entered(measure, amount, currency), period: t(`money:per.${period}`) });
  return (
    <Stack gap={2}>
      <Group justify="space-between" gap="4px 12px">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {whose(scope)}
        </Text>
        <Text size="sm" title={amounts.exact(measure, used, rate)}>
          {t('spent.of', { used: amounts.counted(measure, used, rate), limit })}
          {reserved > 0 && ` · ${t('spent.reserved', { reserved: amounts.counted(measure, reserved, rate) })}`}
        </Text>
      </Group>
      <BudgetMeter of={standing} rate={rate} title={`${whose(scope)}: ${limit}`} />
    </Stack>
  );
}
