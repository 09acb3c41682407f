import { useTranslation } from 'react-i18next';

/** Whoever uses the command line goes by the account of this computer (gateway/admin/authenticate.ts). */
const COMMAND_LINE = ' (command line)';
/** The gateway's own doing; the price list that came with it has the second. */
const ITSELF = ['gatehouse', 'first start'];

/** Who did something, as records name it. */
export function useActorText(): (actor: string) => string {
  const { t } = useTranslation('common');
  return (actor) => {
    if (ITSELF.includes(actor)) return t('actor.itself');
    return actor.endsWith(COMMAND_LINE) ? t('actor.commandLine', { name: actor.slice(0, -COMMAND_LINE.length) }) : actor;
  };
}
