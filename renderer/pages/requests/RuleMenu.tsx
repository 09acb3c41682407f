import { Button, Menu } from '@mantine/core';
import { IconCpu, IconKey, IconPlus, IconTag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import type { Trace } from '../../api/trace-stream.ts';

/** "Make a rule from this": opens the data rules with what this request is about. */
export function RuleMenu({ trace }: { trace: Trace }) {
  const { t } = useTranslation('requests');
  const [, navigate] = useLocation();
  const asked = deploymentOf(trace);
  const open = (kind: string, value: string): void => {
    navigate(`/rules?${new URLSearchParams({ for: kind, value, class: trace.dataClass, ...(asked && { provider: asked.provider }) }).toString()}`);
  };
  const { keyId } = trace;
  if (keyId === null && trace.tags.length === 0 && !asked) return null;
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
        {asked && (
          <Menu.Item leftSection={<IconCpu size={16} aria-hidden />} onClick={() => open('model', asked.model)}>
            {t('rule.model', { name: asked.model })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The provider's model that the request went to, or asked for by name. */
function deploymentOf({ attempts, requestedModel }: Trace): { provider: string; model: string } | undefined {
  const text = attempts.map(({ deployment }) => deployment).findLast((one) => !one.startsWith(`${LOCAL_PROVIDER}/`)) ?? requestedModel;
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(0, slash)).split('@')[0]!;
  return slash < 1 || provider === LOCAL_PROVIDER ? undefined : { provider, model: text.slice(slash + 1) };
}
