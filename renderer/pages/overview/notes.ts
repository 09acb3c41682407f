import { useTranslation } from 'react-i18next';
import { localStanding } from '../../../gateway/core/local-standing.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import { endsSoon } from '../providers/lifetime.ts';
import { lasts } from '../providers/provider-state.ts';
import type { Status } from './status.ts';
import { useWarnings } from './use-warnings.ts';

/** One thing that somebody should look at, with the page where they can; without one where they may not. */
export interface Note {
  text: string;
  link?: { text: string; href: string } | undefined;
  /** English, of the program that failed. */
  technical?: string;
}

/** More of them are the same mistake. */
const MAX_PROGRAMS = 3;

/** The most urgent first; empty where everything runs as it should. */
export function useNotes({ problems, traces, local, endings, contracts, failing, turnedAway, newer }: Status): Note[] {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const list = useListFormat();
  const admin = useSession().role === 'admin';
  const firstRun = useOperation('firstRun.get', undefined, { enabled: admin });
  const warnings = useWarnings();
  const now = Date.now();
  const to = (text: string, href: string) => (admin ? { text, href } : undefined);

  const standing = localStanding(local);
  const soon = [...new Set(endings.filter((one) => endsSoon(one, now)).map(({ model }) => model))];
  return [
    ...(standing === 'failed' ? [{ text: t('attention.localFailed'), technical: local.message }] : []),
    ...((standing === 'preparing' || standing === 'starting') && !local.models.some(({ capabilities }) => capabilities.chat) ? [{ text: t('attention.onItsWay') }] : []),
    ...(standing === 'empty' ? [{ text: t('attention.noModel'), link: to(t('attention.noModelLink'), '/models') }] : []),
    ...problems.map(({ code, provider, message }) => ({
      text: t(`attention.problem.${code}`, { provider }),
      ...(code === 'backup-failed' && { link: to(t('attention.backupLink'), '/settings/backup'), technical: message }),
    })),
    ...failing.filter(lasts).map(({ name, code, since }) => ({ text: t(code === 'key-refused' ? 'attention.providerRefuses' : 'attention.providerFails', { provider: name, time: format.dateTime(since) }), link: to(t('attention.providersLink'), '/providers') })),
    // The end is midnight after the last day.
    ...contracts.map(({ name, expiresAt }) => ({ text: t(expiresAt <= now ? 'attention.contractOver' : 'attention.contractSoon', { provider: name, date: format.date(expiresAt - 1) }), link: to(t('attention.providersLink'), '/providers') })),
    ...turnedAway.slice(0, MAX_PROGRAMS).map(({ program, count, at }) => ({ text: t('attention.turnedAway', { program: program || t('attention.someProgram'), count, time: format.dateTime(at) }), link: to(t('attention.turnedAwayLink'), '/keys') })),
    ...(traces.lost > 0 ? [{ text: t('attention.lost', { count: traces.lost }) }] : []),
    ...(traces.interrupted > 0 ? [{ text: t('attention.interrupted', { count: traces.interrupted }) }] : []),
    ...warnings.map((text, index) => ({ text, link: index === warnings.length - 1 ? { text: t('attention.budgets'), href: '/budgets' } : undefined })),
    ...(soon.length > 0 ? [{ text: t('attention.ending', { count: soon.length, models: list.and(soon) }), link: to(t('attention.endingLink'), '/providers') }] : []),
    ...(newer === null ? [] : [{ text: t('attention.newer', { version: newer }), link: to(t('attention.newerLink'), '/settings/about') }]),
    // What an administrator has put off.
    ...(firstRun.data?.left && !firstRun.data.finished ? [{ text: t('attention.firstRun'), link: { text: t('attention.firstRunLink'), href: '/welcome' } }] : []),
    ...(firstRun.data?.recoveryKeyConfirmedAt === null ? [{ text: t('attention.recovery'), link: { text: t('attention.recoveryLink'), href: '/welcome/recovery' } }] : []),
  ];
}
