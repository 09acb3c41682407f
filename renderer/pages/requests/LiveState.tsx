import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { FeedState } from './feed.ts';

/** Whether the list follows; a live region. */
export function LiveState({ state, held }: { state: FeedState; held: boolean }) {
  const { t } = useTranslation('requests');
  return (
    <span role="status">
      {held ? <StateBadge state="attention" label={t('held')} /> : <StateBadge state={state.following ? 'good' : 'attention'} label={state.following ? t('live') : t('reconnecting')} />}
    </span>
  );
}
