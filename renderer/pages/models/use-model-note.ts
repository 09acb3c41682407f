import { parseDeployment } from '../../../gateway/core/deployment.ts';
import { endsSoon } from '../providers/lifetime.ts';
import type { Provider } from '../providers/provider.ts';
import { useLifetimeText } from '../providers/use-lifetime-text.ts';
import { useOffered } from '../providers/use-offered.ts';
import type { Note } from './alias.ts';

/** When a deployment's model is switched off and until when it knows the world, as far as a test of its provider has said so in this session; nobody is asked for it here. */
export function useModelNote(providers: readonly Provider[]): (deployment: string) => Note | undefined {
  const { find } = useOffered();
  const { ends, knows } = useLifetimeText();
  return (deployment) => {
    const { provider: id, model: name } = parseDeployment(deployment);
    const provider = providers.find((one) => one.id === id);
    const model = provider && find(provider, name);
    if (!model) return undefined;
    const now = Date.now();
    const text = [ends(model, now), knows(model)].filter((part) => part !== undefined).join('. ');
    return text === '' ? undefined : { text, urgent: endsSoon(model, now) };
  };
}
