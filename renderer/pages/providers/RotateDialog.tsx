import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import type { Provider } from './provider.ts';
import { useTrialText } from './use-trial-text.ts';

/** Another key for the provider: tested first, and only then in the old one's place, so that no request is lost. */
export function RotateDialog({ of: provider, onClose }: { of: Provider; onClose: () => void }) {
  const { t } = useTranslation(['providers', 'common']);
  const trialText = useTrialText();
  const notify = useNotify();
  const attempt = useAction('providers.try');
  const update = useAction('providers.update', ['providers.list']);
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const { id, kind, baseUrl, region, name } = provider;

  const replace = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const result = await attempt.mutateAsync({ body: { id, kind, baseUrl, region, credential: key.trim() } });
      // A restricted key may not list models; nothing tells whether it may ask them, and the one before could not be told either.
      if (!result.ok && result.outcome !== 'list-refused') return setProblem(`${trialText.ofResult(result)} ${t('rotate.kept')}`);
      await update.mutateAsync({ params: { id }, body: { credential: key.trim() } });
      notify.done(t('rotate.done', { name }));
      onClose();
    } catch (error) {
      setProblem(`${trialText.ofError(error)} ${t('rotate.kept')}`);
    }
  };

  return (
    <Dialog onClose={onClose} title={t('rotate.title', { name })} centered>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void replace();
        }}
      >
        <Stack>
          <Text>{t('rotate.text')}</Text>
          <PasswordInput label={t('rotate.field')} description={t('field.keyHint')} value={key} onChange={(event) => setKey(event.currentTarget.value)} autoComplete="off" data-autofocus visibilityToggleButtonProps={{ 'aria-label': t('field.keyShow') }} />
          {problem && (
            <Problem>{problem}</Problem>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" disabled={key.trim() === ''} loading={attempt.isPending || update.isPending}>
              {t('rotate.button')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
