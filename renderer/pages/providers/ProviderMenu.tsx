import { ActionIcon, Loader, Menu } from '@mantine/core';
import { IconDots, IconKey, IconPencil, IconPlugConnected, IconPower, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useNotify } from '../../components/notify.ts';
import type { Offered, Provider, TrialResult } from './provider.ts';
import { useOffered } from './use-offered.ts';
import { useTrialText } from './use-trial-text.ts';

export type ProviderAction = 'edit' | 'rotate' | 'remove';

export interface Ended {
  ok: boolean;
  text: string;
  /** The models that it named. */
  offered: readonly Offered[];
}

interface ProviderMenuProps {
  of: Provider;
  onAct: (action: ProviderAction) => void;
  /** How a test of the connection ended. */
  onTested: (ended: Ended) => void;
}

export function ProviderMenu({ of: provider, onAct, onTested }: ProviderMenuProps) {
  const { t } = useTranslation('providers');
  const notify = useNotify();
  const trialText = useTrialText();
  const test = useAction('providers.test', ['providers.list', 'status']);
  const { keep } = useOffered();
  const update = useAction('providers.update', ['providers.list', 'status']);
  const params = { id: provider.id };
  const tested = (result: TrialResult): void => {
    if (result.offered) keep(provider, result.offered);
    onTested({ ok: result.ok, text: trialText.ofResult(result), offered: result.offered ?? [] });
  };
  const ask = (): void => test.mutate({ params }, { onSuccess: tested, onError: (error) => onTested({ ok: false, text: trialText.ofError(error), offered: [] }) });
  const toggle = (): void => update.mutate({ params, body: { enabled: !provider.enabled } }, { onError: notify.failed, onSuccess: () => notify.done(t(provider.enabled ? 'notice.off' : 'notice.on', { name: provider.name })) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t('menu', { name: provider.name })}>
          {test.isPending ? <Loader size={18} aria-label={t('trial.running')} /> : <IconDots size={18} aria-hidden />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={ask}>
          {t('action.test')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onAct('edit')}>
          {t('action.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => onAct('rotate')}>
          {t(provider.hasCredential ? 'action.rotate' : 'action.enterKey')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPower size={16} aria-hidden />} onClick={toggle}>
          {t(provider.enabled ? 'action.disable' : 'action.enable')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => onAct('remove')}>
          {t('action.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
