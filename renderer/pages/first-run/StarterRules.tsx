import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useTextOf } from '../providers/use-text-of.ts';
import type { Starter } from './first-run.ts';
import classes from './FirstRun.module.css';

/** What each class means in this kind of office, what becomes of it, and where that changes rules which somebody has made. */
export function StarterRules({ starter, applied }: { starter: Starter; applied: boolean }) {
  const { t } = useTranslation('first-run');
  const textOf = useTextOf();
  const draft = { otherwise: starter.classes.map(({ dataClass, otherwise }) => ({ dataClass, otherwise })) };
  const preview = useOperation('policy.preview', { body: draft }, { enabled: !applied, keep: true });
  const own = (preview.data?.baseVersion ?? 1) > 1 && !applied;
  return (
    <ul className={classes.rules}>
      {starter.classes.map(({ dataClass, examples, otherwise }) => {
        const change = own ? preview.data?.differences.find((one) => one.kind === 'otherwise' && one.dataClass === dataClass) : undefined;
        return (
          <li key={dataClass} className={classes.rule}>
            <ClassBadge dataClass={dataClass} />
            <Text span>{textOf(examples)}</Text>
            <span>
              <Text span className={classes.outcome} data-outcome={otherwise}>
                {t(`rule.${otherwise}`)}
              </Text>
              {change?.kind === 'otherwise' && (
                <Text size="sm" c="dimmed">
                  {t('rule.before', { rule: t(`rule.${change.before}`) })}
                </Text>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
