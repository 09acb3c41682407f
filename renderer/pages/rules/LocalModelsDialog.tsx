import { ActionIcon, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Lists.module.css';
import { Dialog } from '../../components/Dialog.tsx';

interface LocalModelsDialogProps {
  /** The class, in words. */
  name: string;
  models: readonly string[];
  installed: readonly string[];
  onClose: () => void;
  onSave: (models: string[]) => void;
}

/** The models of this computer that answer a class, in the order in which they are tried. */
export function LocalModelsDialog({ name, models, installed, onClose, onSave }: LocalModelsDialogProps) {
  const { t } = useTranslation(['rules', 'common']);
  const [chosen, setChosen] = useState([...models]);
  const left = installed.filter((model) => !chosen.includes(model));
  const swap = (index: number, other: number): void => setChosen(chosen.with(index, chosen[other]!).with(other, chosen[index]!));
  return (
    <Dialog onClose={onClose} title={t('local.title', { dataClass: name })}>
      <Stack>
        <Text c="dimmed">{t('local.text')}</Text>
        {chosen.length === 0 ? (
          <Text fw={600}>{t('local.any')}</Text>
        ) : (
          <ol className={classes.ordered}>
            {chosen.map((model, index) => (
              <li key={model}>
                <Group gap={4} wrap="nowrap">
                  <span className={classes.grow}>
                    {model}
                    {!installed.includes(model) && <span className={classes.aside}>{t('local.missing')}</span>}
                  </span>
                  <ActionIcon variant="subtle" disabled={index === 0} aria-label={t('up', { name: model })} onClick={() => swap(index, index - 1)}>
                    <IconArrowUp size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon variant="subtle" disabled={index === chosen.length - 1} aria-label={t('down', { name: model })} onClick={() => swap(index, index + 1)}>
                    <IconArrowDown size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon variant="subtle" aria-label={t('remove', { name: model })} onClick={() => setChosen(chosen.filter((one) => one !== model))}>
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              </li>
            ))}
          </ol>
        )}
        {left.length > 0 && (
          <NativeSelect label={t('local.add')} value="" data={[{ value: '', label: t('choose') }, ...left]} onChange={({ currentTarget: { value } }) => value && setChosen([...chosen, value])} />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            onClick={() => {
              onSave(chosen);
              onClose();
            }}
          >
            {t('toDraft')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
