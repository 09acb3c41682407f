import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { useQuarter } from '../../components/use-quarter.ts';
import { Budgets } from './Budgets.tsx';
import { monthUntil, spentOf } from './spent.ts';

const EVERY_MS = 10_000;

/** What today and this month have cost, against the budgets. */
export function Spent() {
  const { t } = useTranslation('overview');
  const quarter = useQuarter();
  const report = useOperation('usage.report', monthUntil(quarter), { every: EVERY_MS, keep: true });
  const spending = useOperation('spending.get', undefined, { every: EVERY_MS });
  return (
    <Card
      dense
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
              <Group grow gap="4px 24px">
                {([['today', today], ['month', month]] as const).map(([name, amount]) => (
                  <Group key={name} justify="space-between" gap="0 12px">
                    <Text>{t(`spent.${name}`)}</Text>
                    <Text fw={650}>
                      <MoneyText of={amount} rate={currency} />
                    </Text>
                  </Group>
                ))}
              </Group>
              {unpriced > 0 && (
                <Text size="sm" c="dimmed">
                  {t('spent.unpriced', { count: unpriced })}
                </Text>
              )}
            </Stack>
          );
        }}
      </Loaded>
      <Loaded query={spending} loading={false}>
        {(data) => <Budgets spending={data} />}
      </Loaded>
    </Card>
  );
}
