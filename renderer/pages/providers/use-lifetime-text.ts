import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/languages.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import { retirementOf } from './lifetime.ts';
import type { Offered } from './provider.ts';

/** Until when a model knows the world and when its maker switches it off, each as a sentence; undefined where it is not known. */
export function useLifetimeText(): { knows: (model: Pick<Offered, 'knowledge'>) => string | undefined; ends: (model: Pick<Offered, 'retires'>, now: number) => string | undefined } {
  const { t, i18n } = useTranslation('providers');
  const calendar = useZoneFormat('UTC');
  const month = (of: string): string => {
    const [year = 0, number] = of.split('-').map(Number);
    if (number === undefined) return of;
    const locale = localeOf(i18n.language);
    return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.UTC(year, number - 1, 1));
  };
  return {
    // The month is all that is meant, also where a list names a day of it.
    knows: ({ knowledge }) => (knowledge === undefined ? undefined : t('dates.knows', { date: month(knowledge) })),
    ends: ({ retires }, now) => {
      if (retires === undefined) return undefined;
      const date = calendar.date(Date.parse(retires));
      return retirementOf({ retires }, now) === 'over' ? t('dates.overdue', { date }) : t('dates.off', { date });
    },
  };
}
