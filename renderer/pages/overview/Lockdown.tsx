import { Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useActorText } from '../../components/actor-text.ts';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Status } from './status.ts';

/** "Nothing leaves the building": whether it is on, and for administrators the switch. */
export function Lockdown({ lockdown: { on, by, since } }: { lockdown: Status['lockdown'] }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const admin = useSession().role === 'admin';
  const set = useAction('lockdown.set', ['status']);
  const actorText = useActorText();
  return (
    <>
      {on && (
        <Text size="sm">
          <strong>{t('lockdown.title')}.</strong> {t('lockdown.text', { name: actorText(by ?? ''), time: since === null ? '' : format.dateTime(since) })}
        </Text>
      )}
      {admin && (
        <ConfirmButton
          key={String(on)}
          variant="default"
          leftSection={<IconLock size={16} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          question={on ? t('lockdown.offQuestion') : t('lockdown.onQuestion')}
          consequence={on ? t('lockdown.offConsequence') : t('lockdown.onConsequence')}
          confirm={on ? t('lockdown.off') : t('lockdown.on')}
          onConfirm={() => set.mutateAsync({ body: { on: !on } })}
        >
          {on ? t('lockdown.off') : t('lockdown.on')}
        </ConfirmButton>
      )}
    </>
  );
}
