import { IconAlertCircle, IconCloud, IconHandStop, IconHomeCheck, IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './badges.module.css';
import type { Place } from './place.ts';

const SIGNS = { here: IconHomeCheck, cloud: IconCloud, refused: IconHandStop, failed: IconAlertCircle, running: IconHourglass } as const satisfies Record<Place, unknown>;

/** Where a request was answered, by word, sign and colour, the same everywhere; `detail` stands behind in grey. */
export function PlaceBadge({ place, detail }: { place: Place; detail?: string | undefined }) {
  const { t } = useTranslation();
  const Sign = SIGNS[place];
  return (
    <span className={classes.place} data-place={place}>
      <Sign size={17} aria-hidden className={classes.sign} />
      <span className={classes.words}>{t(`place.${place}`)}</span>
      {detail && <span className={classes.detail}>{detail}</span>}
    </span>
  );
}
