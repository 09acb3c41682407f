import { Button, Checkbox, Group, Stack, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { Note } from './Note.tsx';
import { RestartNote } from './RestartNote.tsx';
import { type SettingsChange, type SettingsNow, useSettings } from './use-settings.ts';

const HOST_NAME = /^[A-Za-z0-9.-]{1,253}$/;
const CONTAINER_HOST = 'host.docker.internal';
/** Listening on every address at once. */
const EVERYWHERE: readonly string[] = ['0.0.0.0', '::'];

export function Network() {
  const { query, save, saving } = useSettings();
  return <Loaded query={query}>{(settings) => <Form key={JSON.stringify([settings.listen, settings.hostNames])} settings={settings} save={save} saving={saving} />}</Loaded>;
}

function Form({ settings, save, saving }: { settings: SettingsNow; save: (change: SettingsChange) => Promise<unknown>; saving: boolean }) {
  const { t } = useTranslation('settings');
  const notify = useNotify();
  const [listen, setListen] = useState(settings.listen);
  const [hostNames, setHostNames] = useState(settings.hostNames);
  const wrong = hostNames.find((name) => !HOST_NAME.test(name));
  const containers = settings.addresses.filter((entry) => entry.containers);
  const known = settings.addresses.map(({ address }) => address);
  const others = [
    ...settings.addresses.filter((entry) => !entry.containers),
    ...settings.listen.filter((address) => !known.includes(address)).map((address) => ({ address, interface: EVERYWHERE.includes(address) ? t('network.everywhere') : t('network.gone'), containers: false })),
  ];
  const open = (addresses: readonly string[]): boolean => addresses.some((address) => others.some((entry) => entry.address === address));
  const changed = JSON.stringify([listen, hostNames]) !== JSON.stringify([settings.listen, settings.hostNames]);
  const fixed = settings.fixed.includes('listen');
  const fixedNames = settings.fixed.includes('hostNames');
  const change: SettingsChange = { ...(!fixed && { listen }), ...(!fixedNames && { hostNames }) };
  const store = async (): Promise<void> => {
    await save(change);
    notify.done(t('saved'));
  };
  const opens = open(listen.filter((address) => !settings.listen.includes(address)));
  const [state, word] = open(settings.listen) ? (['bad', 'network.stateOpen'] as const) : settings.listen.length > 0 ? (['attention', 'network.stateContainers'] as const) : (['good', 'network.stateClosed'] as const);
  return (
    <>
      {settings.needsRestart.some((name) => name === 'listen' || name === 'hostNames') && <RestartNote />}
      <Card title={t('network.title')} aside={<StateBadge state={state} label={t(word)} />}>
        <Text>{t('network.text')}</Text>
        {(fixed || fixedNames) && <Text c="dimmed">{t('network.fixed')}</Text>}
        <Checkbox.Group label={t('network.containers')} description={t('network.containersHint')} value={listen} onChange={setListen}>
          <Addresses entries={containers} none={t('network.noContainers')} disabled={fixed} />
        </Checkbox.Group>
        <TagsInput
          label={t('network.hostNames')}
          description={t('network.hostNamesHint', { example: CONTAINER_HOST })}
          value={hostNames}
          onChange={setHostNames}
          data={[CONTAINER_HOST].filter((name) => !hostNames.includes(name))}
          disabled={fixedNames}
          error={wrong === undefined ? undefined : t('network.hostNameWrong', { name: wrong })}
        />
        <Note kind="bad" title={t('network.dangerTitle')}>
          {t('network.danger')}
        </Note>
        <Checkbox.Group label={t('network.others')} description={t('network.othersHint')} value={listen} onChange={setListen}>
          <Addresses entries={others} none={t('network.noOthers')} disabled={fixed} />
        </Checkbox.Group>
        <Group gap="sm">
          {opens ? (
            <ConfirmButton question={t('network.question')} consequence={t('network.consequence')} confirm={t('network.confirm')} destructive onConfirm={store} disabled={wrong !== undefined}>
              {t('save')}
            </ConfirmButton>
          ) : (
            <Button disabled={!changed || wrong !== undefined} loading={saving} onClick={() => void store().catch(notify.failed)}>
              {t('save')}
            </Button>
          )}
          {changed && (
            <Button
              variant="default"
              onClick={() => {
                setListen(settings.listen);
                setHostNames(settings.hostNames);
              }}
            >
              {t('discard')}
            </Button>
          )}
        </Group>
      </Card>
    </>
  );
}

function Addresses({ entries, none, disabled }: { entries: SettingsNow['addresses']; none: string; disabled: boolean }) {
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt={6}>
        {none}
      </Text>
    );
  }
  return (
    <Stack gap="xs" mt={8}>
      {entries.map(({ address, interface: name }) => (
        <Checkbox key={address} value={address} label={`${address} (${name})`} disabled={disabled} />
      ))}
    </Stack>
  );
}
