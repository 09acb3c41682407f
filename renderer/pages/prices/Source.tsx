import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import type { PriceRow } from './price.ts';

/** Where a price comes from. */
export function Source({ of }: { of: PriceRow['source'] }) {
  const { t } = useTranslation('prices');
  return of === 'catalogue' ? <span>{t('sources.catalogue')}</span> : <StateBadge state={of === 'office' ? 'good' : 'attention'} label={t(`sources.${of}`)} />;
}
