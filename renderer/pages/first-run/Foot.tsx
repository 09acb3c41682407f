import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Step } from './first-run.ts';
import classes from './FirstRun.module.css';

/** The way back at the left, the ways on at the right. */
export function Foot({ back, children }: { back: Step; children: ReactNode }) {
  const { t } = useTranslation('first-run');
  return (
    <div className={classes.foot}>
      <Button data-back component={Link} href={`/welcome/${back}`} variant="subtle" size="md" leftSection={<IconArrowLeft size={16} aria-hidden />}>
        {t('back')}
      </Button>
      {children}
    </div>
  );
}
