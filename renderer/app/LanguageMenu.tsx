import { Button, Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, isLanguage } from '../i18n/languages.ts';
import { changeLanguage } from '../i18n/setup.ts';

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const current = isLanguage(i18n.language) ? i18n.language : 'en';
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" color="gray" c="var(--gh-text)" px="xs" leftSection={<IconLanguage size={18} aria-hidden />} aria-label={t('language', { name: LANGUAGES[current].name, code: current.toUpperCase() })}>
          {current.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(LANGUAGES).map(([language, { name, locale }]) => (
          <Menu.Item key={language} lang={locale} aria-current={language === current} fw={language === current ? 700 : 400} onClick={() => void changeLanguage(language)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
