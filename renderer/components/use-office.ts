import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/queries.ts';
import type { Rate } from '../i18n/money.ts';
import { officeZone } from '../i18n/office-zone.ts';
import { useZoneFormat, type ZoneFormat } from '../i18n/zone.ts';

export interface Office {
  /** False until the gateway has said it. */
  known: boolean;
  rate: Rate;
  timeZone: string;
  /** Times on the office's clock. */
  zone: ZoneFormat;
  keys: readonly { id: string; name: string }[];
  teams: readonly { id: string; name: string }[];
  /** What people call a key or a department; its id where it is gone. */
  keyName(id: string): string;
  teamName(id: string): string;
  /** Of an owner as in traces: `person:Anna`, `team:tem_…`. */
  ownerName(owner: string): string;
}

const DOLLARS: Rate = { code: 'USD', perUsd: '1' };

/** The office's clock, currency and names, for pages of both roles; until they are known this computer's clock, dollars and ids. */
export function useOffice(): Office {
  const { t } = useTranslation('money');
  const { data } = useOperation('spending.get');
  const timeZone = data?.timeZone ?? officeZone.get();
  const zone = useZoneFormat(timeZone);
  const [keys, teams] = [data?.keys ?? [], data?.teams ?? []];
  const named = (list: readonly { id: string; name: string }[], id: string): string => list.find((one) => one.id === id)?.name ?? id;
  return {
    known: data !== undefined,
    rate: data?.currency ?? DOLLARS,
    timeZone,
    zone,
    keys,
    teams,
    keyName: (id) => named(keys, id),
    teamName: (id) => named(teams, id),
    ownerName: (owner) => {
      const [kind, name] = [owner.slice(0, owner.indexOf(':')), owner.slice(owner.indexOf(':') + 1)];
      if (kind === 'application') return t('whose.application', { name });
      return kind === 'team' ? t('whose.team', { name: named(teams, name) }) : name;
    },
  };
}
