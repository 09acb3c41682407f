import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { useScrollRow } from './use-scroll-row.ts';

interface PageTabsProps<T extends string> {
  /** The first one stands without a word of its own in the address. */
  tabs: readonly T[];
  /** Names the row of tabs. */
  label: string;
  title: (tab: T) => string;
  children: (tab: T) => ReactNode;
}

/** The parts of a page, of which one is shown; the address says which. */
export function PageTabs<T extends string>({ tabs, label, title, children }: PageTabsProps<T>) {
  const [search, setSearch] = useSearchParams();
  const shown = tabs.find((one) => one === search.get('tab')) ?? tabs[0]!;
  const row = useScrollRow(shown);
  return (
    <Tabs value={shown} onChange={(value) => setSearch(value === tabs[0] || value === null ? {} : { tab: value })} keepMounted={false}>
      <Tabs.List {...row} mb="md" aria-label={label}>
        {tabs.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {title(one)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((one) => (
        <Tabs.Panel key={one} value={one}>
          {children(one)}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
