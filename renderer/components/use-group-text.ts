import { useTranslation } from 'react-i18next';
import { isDataClass } from '../../gateway/core/data-class.ts';
import { LOCAL_PROVIDER } from '../../gateway/core/model.ts';

/** What a group of usage is called: classes and this computer in the person's language, what has no name by what is missing. */
export function useGroupText(): (dimension: string, id: string, name: string) => string {
  const { t } = useTranslation(['money', 'common']);
  return (dimension, id, name) => {
    if (dimension === 'class') return isDataClass(id) ? t(`common:class.${id}`) : id;
    if (dimension === 'provider' && id === LOCAL_PROVIDER) return t('money:group.here');
    if (id !== '') return name;
    if (dimension === 'team') return t('money:group.noTeam');
    if (dimension === 'owner') return t('money:group.nobody');
    return dimension === 'tag' ? t('money:group.noTag') : t('money:group.notSent');
  };
}
