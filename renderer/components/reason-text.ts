import { useTranslation } from 'react-i18next';
import type { Reason } from '../../gateway/core/reason.ts';
import { useFormat } from '../i18n/format.ts';
import { useRegionName } from './region.ts';
import { useToolName } from './tool-name.ts';

/** Why a provider may see a request or not, in the person's language. */
export function useReasonText(): (reason: Reason) => string {
  const { t } = useTranslation(['reasons', 'common']);
  const format = useFormat();
  const regionName = useRegionName();
  const toolName = useToolName();
  const named = (code: Reason['code'], values: string[]): string[] => (code === 'regions' ? values.map(regionName) : code.includes('tools') ? values.map(toolName) : values);
  return ({ code, provider = '', dataClass = 'public', values = [], region = '', at = 0 }) =>
    // The end is midnight after the last day.
    t(`why.${code}`, { provider, dataClass: t(`common:class.${dataClass}`), values: named(code, values).join(', '), region: regionName(region), date: format.date(at - 1) });
}
