import { Alert, Button, Group, Modal, Stack, Title } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { useUnsaved } from '../../api/unsaved.ts';
import { ConnectTool } from '../../components/connect/ConnectTool.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import type { CreatedKey, Key } from './key.ts';

/** Answered here, whatever the class: it works before any provider is set up. */
const FIRST_MODEL = 'local';

/** How a tool gets this key; right after its creation with the key itself, which is shown this once. */
export function ConnectDialog({ apiKey, onClose }: { apiKey: Key | CreatedKey; onClose: () => void }) {
  const { t } = useTranslation(['keys', 'common']);
  const status = useOperation('status');
  const fresh = 'key' in apiKey ? apiKey.key : undefined;
  useUnsaved(fresh !== undefined);
  const connection = { baseUrl: `${status.data?.addresses[0] ?? location.origin}/v1`, key: fresh ?? '', model: apiKey.models?.[0] ?? FIRST_MODEL };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={fresh === undefined ? t('connectTitle', { name: apiKey.name }) : t('created.title', { name: apiKey.name })}
      closeOnClickOutside={fresh === undefined}
      closeOnEscape={fresh === undefined}
      withCloseButton={fresh === undefined}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        {fresh === undefined ? (
          <Alert color="gray" icon={<IconEyeOff size={20} aria-hidden />}>
            {t('connectHint')}
          </Alert>
        ) : (
          <>
            <Alert icon={<IconEyeOff size={20} aria-hidden />}>{t('created.once')}</Alert>
            <CopyField value={fresh} label={t('created.key')} />
            <Title order={3}>{t('created.next')}</Title>
          </>
        )}
        <ConnectTool connection={connection} keyKnown={fresh !== undefined} />
        {fresh !== undefined && (
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('created.done')}</Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
