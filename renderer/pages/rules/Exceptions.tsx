import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { draftRoutes } from './draft.ts';
import { ExceptionDialog } from './ExceptionDialog.tsx';
import classes from './Lists.module.css';
import type { Policy, Route, Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

/** Requests that go to another model than the one that they asked for; the first that fits holds. */
export function Exceptions({ policy, routes, subjects, editable }: { policy: Policy; routes: Route[]; subjects: Subjects; editable: boolean }) {
  const { t } = useTranslation('rules');
  const words = useRuleWords(subjects);
  const [edited, setEdited] = useState<Route | 'new'>();
  const swap = (index: number, other: number): void => draftRoutes(policy, routes.with(index, routes[other]!).with(other, routes[index]!));
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
      {t('exceptions.add')}
    </Button>
  );
  return (
    <Card title={t('exceptions.title')} aside={editable && add}>
      <Text c="dimmed">{routes.length === 0 ? t('exceptions.none') : t('exceptions.text')}</Text>
      {routes.length > 0 && (
        <ol className={classes.plain}>
          {routes.map((route, index) => (
            <li key={route.name}>
              <Group gap={4} wrap="nowrap" align="flex-start">
                <span className={classes.grow}>
                  <Text fw={600}>{route.name}</Text>
                  <Text size="sm">{t('exceptions.rule', { when: words.when(route.when), model: words.model(route.alias) })}</Text>
                  {route.when.until !== undefined && route.when.until <= Date.now() && <span className={classes.aside}>{t('exceptions.over')}</span>}
                </span>
                {editable && (
                  <>
                    <ActionIcon variant="subtle" disabled={index === 0} aria-label={t('up', { name: route.name })} onClick={() => swap(index, index - 1)}>
                      <IconArrowUp size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon variant="subtle" disabled={index === routes.length - 1} aria-label={t('down', { name: route.name })} onClick={() => swap(index, index + 1)}>
                      <IconArrowDown size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon variant="subtle" aria-label={t('edit', { name: route.name })} onClick={() => setEdited(route)}>
                      <IconPencil size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon variant="subtle" aria-label={t('remove', { name: route.name })} onClick={() => draftRoutes(policy, routes.toSpliced(index, 1))}>
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </>
                )}
              </Group>
            </li>
          ))}
        </ol>
      )}
      {edited && (
        <ExceptionDialog
          route={edited === 'new' ? undefined : edited}
          taken={routes.filter((route) => route !== edited).map(({ name }) => name)}
          subjects={subjects}
          onClose={() => setEdited(undefined)}
          onSave={(route) => draftRoutes(policy, edited === 'new' ? [...routes, route] : routes.map((one) => (one.name === edited.name ? route : one)))}
        />
      )}
    </Card>
  );
}
