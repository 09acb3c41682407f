import { NavLink } from '@mantine/core';
import { type Icon, IconArchive, IconDatabase, IconInfoCircle, IconLifebuoy, IconMessage2Cog, IconNetwork, IconSettings, IconTransferOut, IconUsers } from '@tabler/icons-react';
import { type ComponentType, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { Page } from '../../components/Page.tsx';
import { LoadingState, NotFoundState } from '../../components/states.tsx';
import { useScrollRow } from '../../components/use-scroll-row.ts';
import { About } from './About.tsx';
import { Backup } from './Backup.tsx';
import { Contents } from './Contents.tsx';
import { General } from './General.tsx';
import { Help } from './Help.tsx';
import { Network } from './Network.tsx';
import { People } from './People.tsx';
import classes from './Settings.module.css';
import { Storage } from './Storage.tsx';
import { Transfer } from './Transfer.tsx';

const PARTS = {
  general: [IconSettings, General],
  network: [IconNetwork, Network],
  people: [IconUsers, People],
  backup: [IconArchive, Backup],
  storage: [IconDatabase, Storage],
  contents: [IconMessage2Cog, Contents],
  transfer: [IconTransferOut, Transfer],
  help: [IconLifebuoy, Help],
  about: [IconInfoCircle, About],
} as const satisfies Record<string, readonly [Icon, ComponentType]>;
type Part = keyof typeof PARTS;

const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

export default function Settings() {
  const { t } = useTranslation('settings');
  const [, params] = useRoute('/settings/:part');
  const name = params?.part ?? 'general';
  const part = isPart(name) ? name : undefined;
  const Content = part && PARTS[part][1];
  const row = useScrollRow(part);
  return (
    <Page title={t('title')} description={t('description')}>
      <div className={classes.frame}>
        <nav {...row} aria-label={t('parts')} className={`${classes.parts} ${row.className}`}>
          {(Object.keys(PARTS) as Part[]).map((key) => {
            const Sign = PARTS[key][0];
            return <NavLink key={key} component={Link} href={`/settings/${key}`} active={key === part} aria-current={key === part ? 'page' : undefined} label={t(`part.${key}`)} leftSection={<Sign size={18} aria-hidden />} className={classes.part} />;
          })}
        </nav>
        <div className={classes.content}>
          <Suspense fallback={<LoadingState />}>{Content ? <Content key={part} /> : <NotFoundState />}</Suspense>
        </div>
      </div>
    </Page>
  );
}
