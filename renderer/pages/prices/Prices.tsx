import { Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/Page.tsx';
import { ModelPrices } from './ModelPrices.tsx';
import { OfficePrices } from './OfficePrices.tsx';
import { PriceDialog } from './PriceDialog.tsx';
import { PriceList } from './PriceList.tsx';

const PANELS = { models: ModelPrices, office: OfficePrices, list: PriceList } as const;
const TABS = ['models', 'office', 'list'] as const;

/** What models cost, by the office's own contracts and by the price list. */
export default function Prices() {
  const { t } = useTranslation(['prices', 'money']);
  const admin = useSession().role === 'admin';
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState(false);
  const tab = TABS.find((one) => one === search.get('tab')) ?? 'models';
  const action = admin && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen(true)}>
      {t('set.new')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={action}>
      <Tabs value={tab} onChange={(value) => setSearch(value === 'models' || value === null ? {} : { tab: value })} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('parts')}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => {
          const Content = PANELS[one];
          return (
            <Tabs.Panel key={one} value={one}>
              <Content />
            </Tabs.Panel>
          );
        })}
      </Tabs>
      {open && <PriceDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}
