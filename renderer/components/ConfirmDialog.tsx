import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './error-text.ts';
import { Problem } from './Problem.tsx';

export interface Confirmation {
  /** The question, as the dialog's title. */
  question: string;
  /** What will happen. */
  consequence: string;
  /** The verb on the button that does it. */
  confirm: string;
  /** What cannot be undone is red. */
  destructive?: boolean;
  /** The dialog stays, and says why, where this rejects. */
  onConfirm: () => Promise<unknown>;
}

/** The dialog of ConfirmButton, fetched when it is asked for the first time. */
export default function ConfirmDialog({ question, consequence, confirm, destructive, onConfirm, onClose }: Confirmation & { onClose: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [state, setState] = useState<{ running: boolean; error?: unknown }>({ running: false });
  const act = async (): Promise<void> => {
    setState({ running: true });
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setState({ running: false, error });
    }
  };
  return (
    <Modal opened onClose={onClose} title={question} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text>{consequence}</Text>
        {state.error !== undefined && (
          <Problem>{errorText(state.error)}</Problem>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button {...(destructive && { color: 'red.8' })} loading={state.running} onClick={() => void act()}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
