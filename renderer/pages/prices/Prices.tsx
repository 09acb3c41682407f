import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/Page.tsx';
import { PageTabs } from '../../components/PageTabs.tsx';
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
  const [open, setOpen] = useState(false);
  const action = admin && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen(true)}>
      {t('set.new')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={action}>
      <PageTabs tabs={TABS} label={t('parts')} title={(tab) => t(`tab.${tab}`)}>
        {(tab) => {
          const Content = PANELS[tab];
          return <Content />;
        }}
      </PageTabs>
      {open && <PriceDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}
