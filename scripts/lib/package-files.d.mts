/** Built files, modules and a package.json into `folder`; `parts` of dist/ are left out. */
export function copyApplication(folder: string, options?: { without?: string[]; more?: Record<string, string> }): void;

/** `latest.json`, by which offices see that there is a newer version. */
export function releaseNote(now: Date): string;
