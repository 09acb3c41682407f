import { IconBuilding, IconLock, IconShieldLock, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '../../gateway/core/data-class.ts';
import classes from './badges.module.css';

const SIGNS = { public: IconWorld, internal: IconBuilding, confidential: IconLock, secret: IconShieldLock } as const satisfies Record<DataClass, unknown>;

/** A data class, by word, sign and colour, the same everywhere. */
export function ClassBadge({ dataClass }: { dataClass: DataClass }) {
  const { t } = useTranslation();
  const Sign = SIGNS[dataClass];
  return (
    <span className={classes.badge} data-class={dataClass}>
      <Sign size={14} aria-hidden />
      {t(`class.${dataClass}`)}
    </span>
  );
}
