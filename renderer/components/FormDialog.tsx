import { Button, Group, type ModalProps, Stack, Text } from '@mantine/core';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { codeOf, ownWordsOf, useErrorText } from './error-text.ts';
import { Technical } from './Technical.tsx';

interface FormDialogProps {
  title: string;
  size?: ModalProps['size'];
  /** The verb on the button that sends. */
  action: string;
  running?: boolean;
  /** Why it did not work; null before. */
  error?: unknown;
  /** What a conflict means here; absent: what it means in general. */
  conflict?: string;
  onClose: () => void;
  onSubmit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  children: ReactNode;
}

/** A form in a dialog: stays open, and says why, where what it asked for did not work. */
export function FormDialog({ title, size = 'md', action, running = false, error = null, conflict, onClose, onSubmit, children }: FormDialogProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const own = ownWordsOf(error);
  return (
    <Dialog onClose={onClose} size={size} title={title}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {children}
          {error !== null && (
            <div role="alert">
              <Text c="var(--gh-bad-text)">{conflict !== undefined && codeOf(error) === 'conflict' ? conflict : errorText(error)}</Text>
              {own && <Technical text={own} />}
            </div>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={running}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
