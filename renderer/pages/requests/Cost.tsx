import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { useOperation } from '../../api/queries.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { Card } from '../../components/Card.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type Rate, useMoney } from '../../i18n/money.ts';
import { addsUp, costLines, isUnpriced, tiersAt } from './cost.ts';
import { Values } from './Values.tsx';

/** What a request cost and why: tokens of each kind by their rate, and what was set aside for it. */
export function Cost({ trace, rate }: { trace: Trace; rate: Rate }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const money = useMoney();
  const number = (value: number | null): string => (value === null ? t('detail.unknown') : format.number(value));
  const asked = trace.outcome !== 'refused' || trace.attempts.length > 0;
  const paid = trace.cost !== null && trace.provider !== null && trace.provider !== LOCAL_PROVIDER;
  return (
    <Card title={t('cost.title')}>
      {paid && trace.model !== null && <Lines trace={trace} deployment={`${trace.provider}/${trace.model}`} cost={trace.cost!} rate={rate} />}
      {trace.provider === LOCAL_PROVIDER && <Text>{t('cost.local')}</Text>}
      {isUnpriced(trace) && <Text c="var(--gh-attention-text)">{t('cost.unpriced')}</Text>}
      <Values
        of={{
          ...(asked && { [t('detail.promptTokens')]: number(trace.promptTokens) }),
          ...(trace.cachedTokens !== null && { [t('detail.cachedTokens')]: number(trace.cachedTokens) }),
          ...(trace.cacheWriteTokens !== null && { [t('detail.cacheWriteTokens')]: number(trace.cacheWriteTokens) }),
          ...(asked && { [t('detail.completionTokens')]: number(trace.completionTokens) }),
          ...(trace.reasoningTokens !== null && { [t('detail.reasoningTokens')]: number(trace.reasoningTokens) }),
          ...(trace.reserved !== null && trace.reserved > 0 && { [t('cost.reserved')]: <MoneyText of={trace.reserved} rate={rate} /> }),
          ...(trace.cost !== null && { [t('cost.charged')]: money.full(trace.cost, rate) }),
        }}
      />
      {trace.usageEstimated === true && (
        <Text size="sm" c="dimmed">
          {t('detail.estimated')}
        </Text>
      )}
    </Card>
  );
}

function Lines({ trace, deployment, cost, rate }: { trace: Trace; deployment: string; cost: number; rate: Rate }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const money = useMoney();
  const { data } = useOperation('prices.show', { query: { deployment } });
  const lines = data ? costLines(trace, tiersAt(trace, data)) : [];
  // A rate that holds no longer, or at other hours, would only confuse.
  if (!addsUp(lines, cost)) return data ? <Text c="dimmed">{t('cost.unclear')}</Text> : null;
  return (
    <StackedTable columns={[t('cost.kind'), t('cost.tokens'), t('cost.rate'), t('column.cost')]}>
      {lines.map((line) => (
        <Table.Tr key={line.part}>
          <Table.Td miw={90}>{t(`cost.part.${line.part}`)}</Table.Td>
          <Table.Td>{line.tokens === undefined ? '' : format.number(line.tokens)}</Table.Td>
          <Table.Td>{t(line.tokens === undefined ? 'cost.once' : 'cost.perMillion', { amount: money.entered(line.rate, 'USD') })}</Table.Td>
          <Table.Td>
            {money.full(Math.round(line.cost), rate)}
          </Table.Td>
        </Table.Tr>
      ))}
    </StackedTable>
  );
}
