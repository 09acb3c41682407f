import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../CopyField.tsx';
import { CodeField } from './CodeField.tsx';
import { type Connection, RECIPES } from './recipes.ts';

/** How a tool is connected, with everything filled in. `keyKnown` is false where the key can no longer be shown: its place is marked. */
export function ConnectTool({ connection, keyKnown = true }: { connection: Connection; keyKnown?: boolean }) {
  const { t } = useTranslation('connect');
  const [id, setId] = useState<string>(RECIPES[0]!.id);
  const recipe = RECIPES.find((one) => one.id === id) ?? RECIPES[0]!;
  const filled = keyKnown ? connection : { ...connection, key: t('keyPlace') };
  const labels = { baseUrl: t('field.baseUrl'), key: t('field.key'), model: t('field.model') } as const;
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('tool')}
        value={recipe.id}
        onChange={(event) => setId(event.currentTarget.value)}
        data={RECIPES.map(({ id: value, name }) => ({ value, label: name || t('anyTool') }))}
      />
      {Array.from({ length: recipe.steps }, (_, step) => (
        <Text key={step}>{t(`${recipe.id}.${(step + 1) as 1}`)}</Text>
      ))}
      {recipe.fields?.map((field) => (
        <div key={field}>
          <Text size="sm" fw={600} mb={4}>
            {labels[field]}
          </Text>
          <CopyField value={filled[field]} label={labels[field]} />
        </div>
      ))}
      {recipe.instead && (
        <Group gap="xs">
          {recipe.instead.map((other) => (
            <Button key={other} variant="default" onClick={() => setId(other)}>
              {RECIPES.find((one) => one.id === other)?.name}
            </Button>
          ))}
        </Group>
      )}
      {recipe.code && <CodeField code={recipe.code(filled)} label={recipe.name} />}
      {recipe.note && (
        <Text size="sm" c="dimmed">
          {t(`${recipe.id as 'n8n'}.note`)}
        </Text>
      )}
    </Stack>
  );
}
