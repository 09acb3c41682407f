import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import classes from './Lists.module.css';
import type { Difference, Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

/** What changes between two versions, in plain language. */
export function DifferenceList({ differences, subjects }: { differences: readonly Difference[]; subjects: Subjects }) {
  const { t } = useTranslation('rules');
  const words = useRuleWords(subjects);
  const route = (state: Extract<Difference, { kind: 'route' }>['before']): string => (state ? t('difference.route', { when: words.when(state.when), model: words.model(state.alias), position: state.position }) : t('difference.none'));
  const said = differences.map((one) => {
    if (one.kind === 'cell') return { ...one, about: words.provider(one.provider), from: words.cell(one.before), to: words.cell(one.after) };
    if (one.kind === 'otherwise') return { ...one, about: t('matrix.rest'), from: t(`rest.${one.before}`), to: t(`rest.${one.after}`) };
    if (one.kind === 'localModels') return { ...one, about: t('difference.localModels'), from: words.models(one.before), to: words.models(one.after) };
    return { ...one, dataClass: undefined, about: t('difference.exception', { name: one.name }), from: route(one.before), to: route(one.after) };
  });
  if (said.length === 0) return <Text c="dimmed">{t('difference.nothing')}</Text>;
  return (
    <ul className={classes.plain}>
      {said.map(({ kind, dataClass, about, from, to }) => (
        <li key={`${kind} ${dataClass} ${about}`} className={classes.change}>
          {dataClass && <ClassBadge dataClass={dataClass} />} {about}
          <br />
          <span className={classes.before}>
            <VisuallyHidden>{t('difference.before')} </VisuallyHidden>
            {from}
          </span>
          {' → '}
          <span className={classes.after}>
            <VisuallyHidden>{t('difference.after')} </VisuallyHidden>
            {to}
          </span>
        </li>
      ))}
    </ul>
  );
}
