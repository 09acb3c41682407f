import { Anchor, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAction, useOperation } from '../../api/queries.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import type { Provider } from './provider.ts';

/** Asks, and says what depends on the provider: names that use it must be changed first, rules go with it. */
export function RemoveDialog({ of: provider, onClose }: { of: Provider; onClose: () => void }) {
  const { t } = useTranslation(['providers', 'common']);
  const errorText = useErrorText();
  const notify = useNotify();
  const aliases = useOperation('aliases.list');
  const policy = useOperation('policy.get');
  const remove = useAction('providers.remove', ['providers.list', 'policy.get', 'status']);
  const rules = policy.data?.cells.filter((cell) => cell.provider === provider.id).length ?? 0;
  const belongs = (deployment: string): boolean => deployment.split('/')[0]!.split('@')[0] === provider.id;
  const done = (): void => {
    notify.done(t('remove.done', { name: provider.name }));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('remove.question', { name: provider.name })} centered closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Loaded query={aliases}>
        {(data) => {
          const users = data.aliases.filter(({ deployments }) => deployments.some(belongs));
          return (
            <Stack>
              {users.length > 0 ? (
                <>
                  <Text>{t('remove.used', { count: users.length })}</Text>
                  <List>
                    {users.map(({ name }) => (
                      <List.Item key={name}>{name}</List.Item>
                    ))}
                  </List>
                  <Anchor component={Link} href="/models" underline="always">
                    {t('remove.toModels')}
                  </Anchor>
                </>
              ) : (
                <>
                  <Text>{t('remove.consequence')}</Text>
                  {rules > 0 && <Text>{t('remove.rules', { count: rules })}</Text>}
                </>
              )}
              {remove.error && (
                <Problem>{errorText(remove.error)}</Problem>
              )}
              <Group justify="flex-end" gap="sm">
                <Button variant="default" onClick={onClose} data-autofocus>
                  {t(users.length > 0 ? 'common:close' : 'common:cancel')}
                </Button>
                {users.length === 0 && (
                  <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate({ params: { id: provider.id } }, { onSuccess: done })}>
                    {t('action.remove')}
                  </Button>
                )}
              </Group>
            </Stack>
          );
        }}
      </Loaded>
    </Modal>
  );
}
