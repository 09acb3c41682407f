import { Button, Menu } from '@mantine/core';
import { IconCpu, IconKey, IconPlus, IconTag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { useOperation } from '../../api/queries.ts';
import type { Trace } from '../../api/trace-stream.ts';

/** "Make a rule from this": opens the data rules with what this request is about. */
export function RuleMenu({ trace }: { trace: Trace }) {
  const { t } = useTranslation('requests');
  const [, navigate] = useLocation();
  const named = deploymentOf(trace);
  const aliases = useOperation('aliases.list', undefined, { enabled: !named });
  const behind = aliases.data?.aliases.find(({ name }) => name === trace.requestedModel)?.deployments ?? [];
  const models = named ? [named] : behind.flatMap((text) => split(text) ?? []);
  const open = (kind: string, value: string, provider = models[0]?.provider): void => {
    navigate(`/rules?${new URLSearchParams({ for: kind, value, class: trace.dataClass, ...(provider !== undefined && { provider }) }).toString()}`);
  };
  const { keyId } = trace;
  if (keyId === null && trace.tags.length === 0 && models.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />}>
          {t('rule.make')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {keyId !== null && (
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => open('key', keyId)}>
            {t('rule.key', { name: trace.keyName ?? keyId })}
          </Menu.Item>
        )}
        {trace.tags.map((tag) => (
          <Menu.Item key={tag} leftSection={<IconTag size={16} aria-hidden />} onClick={() => open('tag', tag)}>
            {t('rule.tag', { name: tag })}
          </Menu.Item>
        ))}
        {models.map(({ provider, model }) => (
          <Menu.Item key={`${provider}/${model}`} leftSection={<IconCpu size={16} aria-hidden />} onClick={() => open('model', model, provider)}>
            {t('rule.model', { name: models.length > 1 ? `${provider}/${model}` : model })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Deployment {
  provider: string;
  model: string;
}

/** The provider's model that the request went to, or asked for by name; one of an alias that nobody was asked for is none of these. */
function deploymentOf({ attempts, requestedModel }: Trace): Deployment | undefined {
  return attempts.map(({ deployment }) => split(deployment)).findLast((one) => one !== undefined) ?? split(requestedModel);
}

/** Undefined for a name without a provider, and for the models of this computer, which may see everything. */
function split(text: string): Deployment | undefined {
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(0, slash)).split('@')[0]!;
  return slash < 1 || provider === LOCAL_PROVIDER ? undefined : { provider, model: text.slice(slash + 1) };
}
