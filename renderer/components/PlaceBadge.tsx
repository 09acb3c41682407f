import { IconAlertCircle, IconCloud, IconHandStop, IconHomeCheck, IconHourglass, IconReplace } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './badges.module.css';
import type { Place } from './place.ts';

const SIGNS = { here: IconHomeCheck, cloud: IconCloud, refused: IconHandStop, failed: IconAlertCircle, running: IconHourglass } as const satisfies Record<Place, unknown>;

interface PlaceBadgeProps {
  place: Place;
  /** The provider saw stand-ins in the place of what was recognised. */
  veiled?: boolean;
  /** Behind it, in grey. */
  detail?: string | undefined;
}

/** Where a request was answered, by word, sign and colour, the same everywhere. */
export function PlaceBadge({ place, veiled = false, detail }: PlaceBadgeProps) {
  const { t } = useTranslation();
  const masked = veiled && place === 'cloud';
  const Sign = masked ? IconReplace : SIGNS[place];
  return (
    <span className={classes.place} data-place={place}>
      <Sign size={17} aria-hidden className={classes.sign} />
      <span className={classes.words}>{masked ? t('place.veiled') : t(`place.${place}`)}</span>
      {detail && (
        <span className={classes.detail} title={detail}>
          {detail}
        </span>
      )}
    </span>
  );
}
