import { Menu, UnstyledButton } from '@mantine/core';
import { IconAdjustments, IconCheck, IconChevronDown, IconCircleCheck, IconCircleMinus, IconLock, IconReplace } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import { useReasonText } from '../../components/reason-text.ts';
import classes from './Matrix.module.css';
import { type CellState, cellOf, closedBy, isFree, movesAlong, type Policy, type Provider, sameCell, type Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

const SIGNS = { allow: IconCircleCheck, pseudonymise: IconReplace, deny: IconCircleMinus } as const;

interface MatrixCellProps {
  dataClass: DataClass;
  provider: Provider;
  /** As it is in force. */
  before: CellState;
  /** With the draft. */
  shown: Policy;
  /** Nobody asked for its change: it follows from another. */
  moved: boolean;
  subjects: Subjects;
  lockdown: boolean;
  editable: boolean;
  onChange: (action: CellState['action']) => void;
  onConditions: () => void;
}

export function MatrixCell({ dataClass, provider, before, shown, moved, subjects, lockdown, editable, onChange, onConditions }: MatrixCellProps) {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const reasonText = useReasonText();
  const cell = cellOf(shown, dataClass, provider.id);
  const closed = closedBy(cell, provider, subjects, lockdown, Date.now());
  const changed = !sameCell(before, cell);
  const Sign = closed ? IconLock : SIGNS[cell.action];
  const state = t(`cell.${cell.action}`);
  const pill = (
    <>
      <Sign size={17} aria-hidden />
      {state}
    </>
  );
  const also = (action: CellState['action']): string | undefined => {
    const others = movesAlong(shown, dataClass, provider.id, action);
    return others.length === 0 ? undefined : t('menu.also', { classes: others.map((other) => t(`common:class.${other}`)).join(', ') });
  };
  const look = { className: classes.pill, 'data-action': closed ? 'closed' : cell.action, 'data-changed': changed || undefined };
  return (
    <div className={classes.cell}>
      {editable ? (
        <Menu position="bottom-start" withinPortal portalProps={{ target: '#page' }}>
          <Menu.Target>
            <UnstyledButton {...look} aria-label={t('cell.name', { state, dataClass: t(`common:class.${dataClass}`), provider: provider.name })}>
              {pill}
              <IconChevronDown size={14} aria-hidden />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Choice chosen={cell.action === 'allow' && isFree(cell.conditions)} sign={<IconCircleCheck size={16} aria-hidden />} label={t('menu.allow')} note={also('allow')} onClick={() => onChange('allow')} />
            <Choice chosen={cell.action === 'allow' && !isFree(cell.conditions)} sign={<IconAdjustments size={16} aria-hidden />} label={t('menu.conditions')} note={undefined} onClick={onConditions} />
            <Choice chosen={cell.action === 'pseudonymise'} sign={<IconReplace size={16} aria-hidden />} label={t('menu.pseudonymise')} note={[t('menu.pseudonymiseText'), also('pseudonymise')].filter(Boolean).join(' ')} onClick={() => onChange('pseudonymise')} />
            <Choice chosen={cell.action === 'deny'} sign={<IconCircleMinus size={16} aria-hidden />} label={t('menu.deny')} note={also('deny')} onClick={() => onChange('deny')} />
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span {...look}>{pill}</span>
      )}
      {words.conditions(cell.conditions).map((condition) => (
        <span key={condition} className={classes.note}>
          {condition}
        </span>
      ))}
      {closed && <span className={classes.closed}>{t('cell.closed', { reason: closed.code === 'keys' ? t('cell.noKey') : reasonText(closed) })}</span>}
      {changed && <span className={classes.change}>{moved ? t('cell.moved') : t('cell.changed')}</span>}
    </div>
  );
}

function Choice({ chosen, sign, label, note, onClick }: { chosen: boolean; sign: ReactNode; label: string; note: string | undefined; onClick: () => void }) {
  return (
    <Menu.Item leftSection={sign} rightSection={chosen && <IconCheck size={16} aria-hidden />} onClick={onClick}>
      {label}
      {note && <span className={classes.note}>{note}</span>}
    </Menu.Item>
  );
}
