import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { AddProvider } from './AddProvider.tsx';
import { ProviderList } from './ProviderList.tsx';

const EVERY_MS = 10_000;

/** The services outside, and other servers of the office; the bundled Ollama stands under Models. */
export default function Providers() {
  const { t } = useTranslation('providers');
  const [adding] = useRoute('/providers/add');
  const query = useOperation('providers.list', undefined, { every: EVERY_MS });
  if (!adding) return <ProviderList query={query} />;
  return (
    <Page key="add" title={t('add.title')} description={t('add.description')}>
      <Loaded query={query}>{({ providers, kinds }) => <AddProvider taken={providers.map(({ id }) => id)} kinds={kinds} />}</Loaded>
    </Page>
  );
}
