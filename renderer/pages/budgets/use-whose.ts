import { useTranslation } from 'react-i18next';
import { scopeKind } from '../../../gateway/core/spending.ts';
import { nameOf, type Spending } from './tree.ts';

/** Whose a scope is: "Department “Front desk”". */
export function useWhose({ teams, keys }: Pick<Spending, 'teams' | 'keys'>): (scope: string) => string {
  const { t } = useTranslation('money');
  return (scope) => t(`whose.${scopeKind(scope) ?? 'key'}`, { name: nameOf(scope, { teams, keys }) });
}
