import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ORGANISATION } from '../../../gateway/core/spending.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { useQuarter } from '../../components/use-quarter.ts';
import { BudgetMeter } from '../budgets/BudgetMeter.tsx';
import { rateOf, type Spending, type Standing } from '../budgets/tree.ts';
import { useAmounts } from '../budgets/use-amounts.ts';
import { spentOf } from './spent.ts';

const EVERY_MS = 10_000;
/** From any day of a month its first is at the most so long ago. */
const MONTH_MS = 32 * 86_400_000;

/** What today and this month have cost, against the office's budgets. */
export function Spent() {
  const { t } = useTranslation('overview');
  const quarter = useQuarter();
  const report = useOperation('usage.report', { query: { from: String(quarter - MONTH_MS), to: String(quarter), step: 'day' } }, { every: EVERY_MS, keep: true });
  const spending = useOperation('spending.get', undefined, { every: EVERY_MS });
  return (
    <Card
      title={t('spent.title')}
      aside={
        <Anchor component={Link} href="/usage" underline="always" fw={600} size="sm">
          {t('spent.all')}
        </Anchor>
      }
    >
      <Loaded query={report}>
        {({ rows, timeZone, currency }) => {
          const { today, month, unpriced } = spentOf(rows, quarter - 1, timeZone);
          return (
            <Stack gap={4}>
              {([['today', today], ['month', month]] as const).map(([name, amount]) => (
                <Group key={name} justify="space-between" gap="sm">
                  <Text>{t(`spent.${name}`)}</Text>
                  <Text fw={650}>
                    <MoneyText of={amount} rate={currency} />
                  </Text>
                </Group>
              ))}
              {unpriced > 0 && (
                <Text size="sm" c="dimmed">
                  {t('spent.unpriced', { count: unpriced })}
                </Text>
              )}
            </Stack>
          );
        }}
      </Loaded>
      {spending.data && <OfficeBudgets spending={spending.data} />}
    </Card>
  );
}

function OfficeBudgets({ spending }: { spending: Spending }) {
  const { t } = useTranslation('overview');
  const admin = useSession().role === 'admin';
  const own = spending.budgets.filter(({ budget }) => budget.scope === ORGANISATION);
  if (own.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('spent.noBudget')}{' '}
        {admin && (
          <Anchor component={Link} href="/budgets" underline="always" fw={600} c="var(--gh-accent)">
            {t('spent.setBudget')}
          </Anchor>
        )}
      </Text>
    );
  }
  return own.map((standing) => <Bar key={standing.budget.id} of={standing} spending={spending} />);
}

function Bar({ of: standing, spending }: { of: Standing; spending: Spending }) {
  const { t } = useTranslation(['overview', 'money']);
  const amounts = useAmounts();
  const { budget, used } = standing;
  const rate = rateOf(standing, spending);
  const title = t('money:budgetTitle', { amount: amounts.entered(budget.measure, budget.amount, budget.currency), period: t(`money:per.${budget.period}`) });
  return (
    <Stack gap={4}>
      <Text size="sm" title={amounts.exact(budget.measure, used, rate)}>
        {t('spent.of', { used: amounts.counted(budget.measure, used, rate), limit: title })}
      </Text>
      <BudgetMeter of={standing} rate={rate} title={title} />
    </Stack>
  );
}
