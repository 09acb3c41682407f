/** For the main process and the preload script, which has no other module's code but this. */
export const SHELL_LANGUAGES = ['en', 'de', 'fr', 'it'] as const;

export type ShellLanguage = (typeof SHELL_LANGUAGES)[number];

export function isShellLanguage(value: unknown): value is ShellLanguage {
  return SHELL_LANGUAGES.some((language) => language === value);
}
