import { useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import classes from './RecoverySheet.module.css';

/** What the printer gets in place of the page; not on the screen. */
export function RecoverySheet({ recoveryKey }: { recoveryKey: string }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const [madeAt] = useState(() => Date.now());
  return createPortal(
    <section className={classes.sheet} aria-hidden>
      <h1>{t('recovery.sheetTitle')}</h1>
      <p>{t('recovery.sheetText')}</p>
      <p className={classes.key}>{recoveryKey}</p>
      <p>{t('recovery.sheetDate', { date: format.dateTime(madeAt), host: location.host })}</p>
    </section>,
    document.body,
  );
}
