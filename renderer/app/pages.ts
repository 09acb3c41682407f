import { type Icon, IconHome2, IconKey, IconListDetails } from '@tabler/icons-react';
import type { ParseKeys } from 'i18next';
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { Role } from '../../gateway/admin/contract.ts';

export interface PageEntry {
  /** Below `/ui`; the page also gets what stands behind it, as `/requests/trc_…`. */
  path: string;
  icon: Icon;
  title: ParseKeys;
  roles: readonly Role[];
  component: LazyExoticComponent<ComponentType>;
}

const BOTH = ['admin', 'auditor'] as const;
const ADMIN = ['admin'] as const;

/** Every page, in the order of the navigation. A page is fetched when it is opened for the first time. */
export const PAGES: readonly PageEntry[] = [
  { path: '/', icon: IconHome2, title: 'nav.overview', roles: BOTH, component: lazy(() => import('../pages/overview/Overview.tsx')) },
  { path: '/keys', icon: IconKey, title: 'nav.keys', roles: ADMIN, component: lazy(() => import('../pages/keys/Keys.tsx')) },
  { path: '/requests', icon: IconListDetails, title: 'nav.requests', roles: BOTH, component: lazy(() => import('../pages/requests/Requests.tsx')) },
];
