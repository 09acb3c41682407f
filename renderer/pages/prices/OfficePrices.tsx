import { Button, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useActorText } from '../../components/actor-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useMoney } from '../../i18n/money.ts';
import { PARTS } from './price.ts';
import classes from './Prices.module.css';
import { RemoveDialog } from './PriceMenu.tsx';

type OfficePrice = Output<'prices.office'>['prices'][number];

/** The office's contract prices, also those that are over. */
export function OfficePrices() {
  const { t } = useTranslation('prices');
  const query = useOperation('prices.office');
  return (
    <Stack gap="md">
      <Text>{t('office.text')}</Text>
      <Loaded query={query}>{({ prices }) => (prices.length === 0 ? <Text c="dimmed">{t('office.none')}</Text> : <Rows prices={prices} />)}</Loaded>
    </Stack>
  );
}

function Rows({ prices }: { prices: readonly OfficePrice[] }) {
  const { t } = useTranslation('prices');
  const actorText = useActorText();
  const { zone } = useOffice();
  const money = useMoney();
  const admin = useSession().role === 'admin';
  const [removing, setRemoving] = useState<OfficePrice>();
  const nameOf = ({ provider, model }: OfficePrice): string => (model === '*' ? `${provider}: ${t('allModels')}` : `${provider}/${model}`);
  const ofModel = (one: OfficePrice): OfficePrice[] => prices.filter(({ provider, model }) => provider === one.provider && model === one.model);
  return (
    <>
      <StackedTable framed columns={[t('model'), t('office.price'), t('office.from'), t('office.by')]} actions={t('actions')}>
        {[...prices].reverse().map((one) => (
          <Table.Tr key={`${one.provider}/${one.model} ${one.from} ${one.at}`}>
            <Table.Td className={classes.name}>{nameOf(one)}</Table.Td>
            <Table.Td>
              <Entered price={one.price} money={money} />
            </Table.Td>
            <Table.Td>{zone.dateTime(one.from)}</Table.Td>
            <Table.Td className={classes.name}>{actorText(one.by)}</Table.Td>
            <Table.Td>
              {admin && one.price !== null && ofModel(one).at(-1) === one && (
                <Button variant="default" size="xs" c="var(--gh-bad-text)" onClick={() => setRemoving(one)}>
                  {t('menu.remove')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </StackedTable>
      {removing && <RemoveDialog deployment={`${removing.provider}/${removing.model}`} name={nameOf(removing)} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function Entered({ price, money }: { price: OfficePrice['price']; money: ReturnType<typeof useMoney> }) {
  const { t } = useTranslation('prices');
  if (price === null) return <Text c="dimmed">{t('office.ended')}</Text>;
  const { entered, currency } = price;
  return PARTS.flatMap((part) => {
    const amount = part in entered ? entered[part as keyof typeof entered] : undefined;
    return amount === undefined ? [] : [
      <div key={part}>
        <span className={classes.note}>{t(`part.${part}`)}</span> {money.entered(amount, currency.code)}
      </div>,
    ];
  });
}
