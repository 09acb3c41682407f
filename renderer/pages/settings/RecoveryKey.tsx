import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconKey, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useUnsaved } from '../../api/unsaved.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { useNotify } from '../../components/notify.ts';
import { RecoverySheet } from './RecoverySheet.tsx';

/** The way back in after everything else is lost; shown when it is made, and only then. */
export function RecoveryKey() {
  const { t } = useTranslation('settings');
  const renew = useAction('recovery.renew', ['firstRun.get']);
  const confirm = useAction('recovery.confirm', ['firstRun.get']);
  const notify = useNotify();
  const [key, setKey] = useState<string>();
  useUnsaved(key !== undefined);
  return (
    <Card title={t('recovery.title')}>
      <Text>{t('recovery.text')}</Text>
      <Group>
        <ConfirmButton
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          question={t('recovery.question')}
          consequence={t('recovery.consequence')}
          confirm={t('recovery.renew')}
          destructive
          onConfirm={async () => setKey((await renew.mutateAsync(undefined)).recoveryKey)}
        >
          {t('recovery.renew')}
        </ConfirmButton>
      </Group>
      {key !== undefined && (
        <Modal opened onClose={() => setKey(undefined)} title={t('recovery.newTitle')} size="lg" closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
          <Stack>
            <Text>{t('recovery.once')}</Text>
            <CopyField value={key} label={t('recovery.title')} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
                {t('recovery.print')}
              </Button>
              <Button loading={confirm.isPending} onClick={() => confirm.mutate(undefined, { onSuccess: () => setKey(undefined), onError: notify.failed })}>
                {t('recovery.kept')}
              </Button>
            </Group>
          </Stack>
          <RecoverySheet recoveryKey={key} />
        </Modal>
      )}
    </Card>
  );
}
