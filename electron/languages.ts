/** Apart from the texts, which the preload script does not need. */
export const SHELL_LANGUAGES = ['en', 'de', 'fr', 'it'] as const;

export type ShellLanguage = (typeof SHELL_LANGUAGES)[number];

export function isShellLanguage(value: unknown): value is ShellLanguage {
  return SHELL_LANGUAGES.some((language) => language === value);
}
