import type { OfficeState } from '../../config/office-types.ts';
import { LOCAL_PROVIDER } from '../../core/model.ts';

/**
 * Which models people of the office have named: in an alias, in a provider's list, or by installing them. Any other name is a client's own text,
 * which may hold anything.
 */
export function createKnownModels(office: Pick<OfficeState, 'aliases' | 'providers' | 'onChange'>, localModels: () => string[]): (provider: string, model: string) => boolean {
  let named: Set<string> | undefined;
  office.onChange(({ kind }) => {
    if (kind === 'aliases-changed' || kind === 'provider-changed' || kind === 'provider-removed') named = undefined;
  });
  const read = (): Set<string> =>
    new Set([...office.aliases().flatMap(({ deployments }) => deployments.map(({ provider, model }) => `${provider}/${model}`)), ...office.providers().flatMap(({ id, models }) => models.map((model) => `${id}/${model}`))]);
  return (provider, model) => (named ??= read()).has(`${provider}/${model}`) || (provider === LOCAL_PROVIDER && localModels().includes(model));
}
