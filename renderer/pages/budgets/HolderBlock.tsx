import { Text, Title } from '@mantine/core';
import { IconApps, IconBuilding, IconKey, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import { BudgetBar } from './BudgetBar.tsx';
import classes from './HolderBlock.module.css';
import { type Edits, HolderMenu } from './HolderMenu.tsx';
import type { Holder, RateLimit, Spending } from './tree.ts';

const SIGNS = { organisation: IconBuilding, team: IconUsersGroup, person: IconUser, application: IconApps, key: IconKey } as const satisfies Record<Holder['kind'], unknown>;
/** More names of keys than these are counted only. */
const NAMED = 6;

interface HolderBlockProps {
  of: Holder;
  spending: Spending;
  /** Absent: only to look at. */
  edits: Edits | undefined;
  level?: 2 | 3 | 4;
}

/** Somebody with their budgets, and those within them. */
export function HolderBlock({ of: holder, spending, edits, level = 2 }: HolderBlockProps) {
  const { t } = useTranslation(['budgets', 'money']);
  const { kind, name, budgets, limit, within, scope } = holder;
  const Sign = SIGNS[kind];
  const title = kind === 'organisation' ? t('money:whose.organisation') : name;
  const Element = level === 2 ? 'section' : 'div';
  const deeper = level === 2 ? 3 : 4;
  return (
    <Element className={level === 2 ? classes.card : undefined} aria-label={level === 2 ? title : undefined}>
      <div className={classes.head}>
        <div>
          <Title order={level} className={classes.name}>
            <Sign size={18} aria-hidden />
            {title}
          </Title>
          <About of={holder} />
        </div>
        {edits && <HolderMenu of={holder} title={title} edits={edits} />}
      </div>
      {limit && <Limit of={limit} />}
      {budgets.length > 0 ? (
        <ul className={classes.budgets}>
          {budgets.map((standing) => (
            <BudgetBar key={standing.budget.id} of={standing} spending={spending} onEdit={edits && ((one) => edits.budget(scope, one))} />
          ))}
        </ul>
      ) : (
        !limit && (
          <Text size="sm" c="dimmed" mt={6}>
            {kind === 'organisation' ? t('holder.officeFree') : t('holder.free')}
          </Text>
        )
      )}
      {within.length > 0 && (
        <div className={classes.within}>
          {within.map((one) => (
            <HolderBlock key={one.scope} of={one} spending={spending} edits={edits} level={deeper} />
          ))}
        </div>
      )}
    </Element>
  );
}

function About({ of: { kind, team, keys } }: { of: Holder }) {
  const { t } = useTranslation('budgets');
  const { and } = useListFormat();
  if (kind !== 'team') {
    if (kind === 'organisation') return null;
    return <div className={classes.about}>{t(`holder.${kind}`)}</div>;
  }
  const names = keys.map(({ name }) => name);
  const listed = names.length > NAMED ? [...names.slice(0, NAMED), t('holder.more', { count: names.length - NAMED })] : names;
  return (
    <div className={classes.about}>
      {[...(team?.costCentre ? [t('holder.costCentre', { number: team.costCentre })] : []), names.length === 0 ? t('holder.noKeys') : t('holder.keys', { names: and(listed) })].join(' · ')}
    </div>
  );
}

function Limit({ of: limit }: { of: RateLimit }) {
  const { t } = useTranslation('budgets');
  const format = useFormat();
  const parts = (['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const).flatMap((part) => {
    const count = limit[part];
    return count === null ? [] : [t(`limit.at.${part}`, { count, number: format.number(count) })];
  });
  return (
    <Text size="sm" mt={4}>
      {t('limit.most', { limits: parts.join(' · ') })}
    </Text>
  );
}
