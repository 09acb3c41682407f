import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './error-text.ts';

/** Mantine's own grey under a title has a contrast of 3.3:1 only. */
const READABLE = { description: { color: 'var(--gh-text)' } };

/** Short messages in the corner: what was done, or that it did not work and why. They are read out too. */
export function useNotify(): { done: (message: string) => void; failed: (error: unknown) => void } {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const closeButtonProps = { 'aria-label': t('close') };
  return {
    done: (message) => void notifications.show({ message, closeButtonProps }),
    failed: (error) => void notifications.show({ color: 'red.8', title: t('notDone'), message: errorText(error), closeButtonProps, autoClose: 12_000, styles: READABLE }),
  };
}
