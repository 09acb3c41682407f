import { AppShell, Burger, NavLink, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { watchGateway } from '../api/connection.ts';
import { useOperation } from '../api/queries.ts';
import { useSession } from '../api/session.ts';
import { LoadingState, NotFoundState, DeniedState } from '../components/states.tsx';
import { Page } from '../components/Page.tsx';
import { officeZone } from '../i18n/office-zone.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { AwayBanner, ConnectionState } from './ConnectionState.tsx';
import { returnFocus } from './focus-return.ts';
import { LanguageMenu } from './LanguageMenu.tsx';
import { Logo } from './Logo.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { type PageEntry, PAGES } from './pages.ts';
import classes from './Shell.module.css';

/** Header, navigation and the page that the address names. */
export function Shell() {
  return (
    <Router base="/ui">
      <Frame />
    </Router>
  );
}

function Frame() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const [open, { toggle, close }] = useDisclosure(false);
  useEffect(close, [location, close]);
  const { timeZone } = useOperation('spending.get').data ?? {};
  useEffect(() => {
    if (timeZone !== undefined) officeZone.set(timeZone);
  }, [timeZone]);
  useEffect(watchGateway, []);
  useEffect(returnFocus, []);
  return (
    <AppShell className={classes.shell} header={{ height: 56 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !open } }} padding="lg">
      <a href="#page" className={classes.skip}>
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-expanded={open} aria-controls="navigation" aria-label={t('nav.toggle')} />
        <Logo />
        <span style={{ flex: 1 }} />
        <ConnectionState />
        <LanguageMenu />
        <AppearanceMenu />
        <AccountMenu />
      </AppShell.Header>
      <AppShell.Navbar id="navigation" aria-label={t('nav.label')} className={classes.navbar} data-folded={!open || undefined}>
        <Navigation location={location} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <AwayBanner />
          <Switch>
            {PAGES.map((page) => (
              <Route key={page.path} path={page.path === '/' ? '/' : `${page.path}/*?`}>
                <Allowed page={page} />
              </Route>
            ))}
            <Route>
              <Page title={t('states.notFoundTitle')}>
                <NotFoundState />
              </Page>
            </Route>
          </Switch>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ location }: { location: string }) {
  const { t } = useTranslation();
  const { role } = useSession();
  const shown = PAGES.filter((page) => !page.hidden && page.roles.includes(role));
  return groupsOf(shown).map(({ group, pages }) => (
    <div key={pages[0]!.path} className={classes.group}>
      {group && (
        <div id={`nav-${group}`} className={classes.groupTitle}>
          {t(`nav.group.${group}`)}
        </div>
      )}
      <ul aria-labelledby={group && `nav-${group}`}>
        {pages.map(({ path, icon: Sign, title }) => {
          const active = path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
          return (
            <li key={path}>
              <NavLink component={Link} href={path} active={active} aria-current={active ? 'page' : undefined} label={t(title)} leftSection={<Sign size={19} aria-hidden />} className={classes.link} />
            </li>
          );
        })}
      </ul>
    </div>
  ));
}

/** Pages that stand together, in their order. */
function groupsOf(pages: readonly PageEntry[]): { group: PageEntry['group']; pages: PageEntry[] }[] {
  const groups: { group: PageEntry['group']; pages: PageEntry[] }[] = [];
  for (const page of pages) {
    const last = groups.at(-1);
    if (last && last.group === page.group) last.pages.push(page);
    else groups.push({ group: page.group, pages: [page] });
  }
  return groups;
}

function Allowed({ page }: { page: PageEntry }) {
  const { t } = useTranslation();
  const { role } = useSession();
  const { component: Content, roles, title } = page;
  if (!roles.includes(role)) {
    return (
      <Page title={t(title)}>
        <DeniedState />
      </Page>
    );
  }
  const loading = (
    <Stack gap="lg">
      <Title order={1}>{t(title)}</Title>
      <LoadingState />
    </Stack>
  );
  return (
    <PageBoundary title={t(title)}>
      <Suspense fallback={loading}>
        <Content />
      </Suspense>
    </PageBoundary>
  );
}
