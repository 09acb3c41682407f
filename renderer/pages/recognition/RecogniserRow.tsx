import { Button, NativeSelect, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import type { Recogniser } from './recognition.ts';
import classes from './Recognition.module.css';

interface RecogniserRowProps {
  recogniser: Recogniser;
  onSwitch: (on: boolean) => void;
  /** null: its own again. */
  onClass: (dataClass: DataClass | null) => void;
}

export function RecogniserRow({ recogniser, onSwitch, onClass }: RecogniserRowProps) {
  const { t } = useTranslation(['recognition', 'common']);
  const names = useRecogniserText();
  const [open, { toggle }] = useDisclosure(false);
  const { id, enabled, dataClass, ownClass } = recogniser;
  const name = names.name(id);
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <li className={classes.recogniser} data-off={!enabled || undefined}>
      <div>
        <Text className={classes.name}>{name}</Text>
        <Text size="sm" c="dimmed">
          {names.about(id)}
        </Text>
        <Button variant="subtle" size="compact-sm" ml={-8} rightSection={<Chevron size={14} aria-hidden />} aria-expanded={open} aria-label={t('recogniser.examplesOf', { name })} onClick={toggle}>
          {t('recogniser.examples')}
        </Button>
      </div>
      <NativeSelect
        data-part="class"
        wrapperProps={{ 'data-part': 'class' }}
        size="sm"
        disabled={!enabled}
        aria-label={t('recogniser.class', { name })}
        value={dataClass}
        data={DATA_CLASSES.map((value) => ({ value, label: value === ownClass ? t('recogniser.own', { dataClass: t(`common:class.${value}`) }) : t(`common:class.${value}`) }))}
        onChange={({ currentTarget: { value } }) => onClass(value === ownClass ? null : (DATA_CLASSES.find((one) => one === value) ?? null))}
      />
      <Switch mt={7} checked={enabled} label={t(enabled ? 'recogniser.on' : 'recogniser.off')} aria-label={t('recogniser.switch', { name })} onChange={({ currentTarget }) => onSwitch(currentTarget.checked)} />
      {open && <Examples of={recogniser} />}
    </li>
  );
}

function Examples({ of: { examples, weight, alone, dataClass } }: { of: Recogniser }) {
  const { t } = useTranslation(['recognition', 'common']);
  const full = t(`common:class.${dataClass}`);
  return (
    <div className={classes.examples}>
      <div>
        <Text size="sm" fw={600}>
          {t('recogniser.found')}
        </Text>
        <ul>
          {examples.found.map((text) => (
            <li key={text}>
              <IconCheck size={15} aria-hidden className={classes.found} />
              <code>{text}</code>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <Text size="sm" fw={600}>
          {t('recogniser.passed')}
        </Text>
        <ul>
          {examples.passed.map((text) => (
            <li key={text}>
              <IconX size={15} aria-hidden className={classes.passed} />
              <code>{text}</code>
            </li>
          ))}
        </ul>
      </div>
      <Text size="sm" className={classes.count}>
        {weight >= 1 ? t('recogniser.enough', { dataClass: full }) : alone === null ? t('recogniser.together', { dataClass: full }) : t('recogniser.alone', { alone: t(`common:class.${alone}`), dataClass: full })}
      </Text>
    </div>
  );
}
