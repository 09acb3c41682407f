import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Technical } from '../../components/Technical.tsx';
import classes from './Attention.module.css';
import { useNotes } from './notes.ts';
import type { Status } from './status.ts';

/** What somebody should look at; first on the page, also when it is nothing. */
export function Attention({ status }: { status: Status }) {
  const { t } = useTranslation('overview');
  const notes = useNotes(status);
  const calm = notes.length === 0;
  const Sign = calm ? IconCircleCheck : IconAlertTriangle;
  return (
    <section className={classes.attention} data-calm={calm} aria-labelledby="attention">
      <Sign size={22} aria-hidden className={classes.sign} />
      <h2 id="attention" className={classes.title}>
        {t('attention.title')}
      </h2>
      <div className={classes.body}>
        {calm ? (
          t('attention.none')
        ) : (
          <ul className={classes.notes}>
            {notes.map(({ text, link, technical }) => (
              <li key={text}>
                {text}{' '}
                {link && (
                  <Anchor component={Link} href={link.href} underline="always" inherit c="inherit" fw={600}>
                    {link.text}
                  </Anchor>
                )}
                {technical !== undefined && <Technical text={technical} />}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
