import { useTranslation } from 'react-i18next';

/** A tool that a provider runs itself, in the person's language. */
export function useToolName(): (tool: string) => string {
  const { t } = useTranslation('common');
  return (tool) => (tool === 'web_search' ? t('tool.web_search') : tool);
}
