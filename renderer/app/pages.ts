import { type Icon, IconChartBar, IconCloudLock, IconCpu, IconHome2, IconKey, IconListDetails, IconMessages, IconReportMoney, IconSettings, IconShieldCheck, IconSignature, IconSparkles, IconTag, IconWallet } from '@tabler/icons-react';
import type { ParseKeys } from 'i18next';
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { Role } from '../../gateway/admin/contract.ts';
import Overview from '../pages/overview/Overview.tsx';

export interface PageEntry {
  /** Below `/ui`; the page also gets what stands behind it, as `/requests/trc_…`. */
  path: string;
  icon: Icon;
  title: ParseKeys;
  roles: readonly Role[];
  /** Under which heading of the navigation it stands; without one it stands alone. */
  group?: 'setUp' | 'money' | 'records';
  component: ComponentType | LazyExoticComponent<ComponentType>;
  /** Reached by links only. */
  hidden?: true;
}

const BOTH = ['admin', 'auditor'] as const;
const ADMIN = ['admin'] as const;

/** Every page, in the order of the navigation. The first one comes with the shell, any other when it is opened for the first time. */
export const PAGES: readonly PageEntry[] = [
  { path: '/', icon: IconHome2, title: 'nav.overview', roles: BOTH, component: Overview },
  { path: '/ask', icon: IconMessages, title: 'nav.ask', roles: ADMIN, component: lazy(() => import('../pages/ask/Ask.tsx')) },
  { path: '/rules/recognition', icon: IconShieldCheck, title: 'nav.recognition', roles: ADMIN, component: lazy(() => import('../pages/recognition/Recognition.tsx')), hidden: true },
  { path: '/rules', icon: IconShieldCheck, title: 'nav.rules', roles: BOTH, group: 'setUp', component: lazy(() => import('../pages/rules/Rules.tsx')) },
  { path: '/models', icon: IconCpu, title: 'nav.models', roles: ADMIN, group: 'setUp', component: lazy(() => import('../pages/models/Models.tsx')) },
  { path: '/providers', icon: IconCloudLock, title: 'nav.providers', roles: ADMIN, group: 'setUp', component: lazy(() => import('../pages/providers/Providers.tsx')) },
  { path: '/keys', icon: IconKey, title: 'nav.keys', roles: ADMIN, group: 'setUp', component: lazy(() => import('../pages/keys/Keys.tsx')) },
  { path: '/usage', icon: IconChartBar, title: 'nav.usage', roles: BOTH, group: 'money', component: lazy(() => import('../pages/usage/Usage.tsx')) },
  { path: '/budgets', icon: IconWallet, title: 'nav.budgets', roles: BOTH, group: 'money', component: lazy(() => import('../pages/budgets/Budgets.tsx')) },
  { path: '/reports', icon: IconReportMoney, title: 'nav.reports', roles: BOTH, group: 'money', component: lazy(() => import('../pages/reports/Reports.tsx')) },
  { path: '/prices', icon: IconTag, title: 'nav.prices', roles: BOTH, group: 'money', component: lazy(() => import('../pages/prices/Prices.tsx')) },
  { path: '/requests', icon: IconListDetails, title: 'nav.requests', roles: BOTH, group: 'records', component: lazy(() => import('../pages/requests/Requests.tsx')) },
  { path: '/audit', icon: IconSignature, title: 'nav.audit', roles: BOTH, group: 'records', component: lazy(() => import('../pages/audit/Audit.tsx')) },
  { path: '/settings', icon: IconSettings, title: 'nav.settings', roles: ADMIN, component: lazy(() => import('../pages/settings/Settings.tsx')) },
  { path: '/welcome', icon: IconSparkles, title: 'nav.welcome', roles: ADMIN, component: lazy(() => import('../pages/first-run/FirstRun.tsx')), hidden: true },
];
