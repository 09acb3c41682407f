/** Built files, modules and a package.json into `folder`; `parts` of dist/ are left out. */
export function copyApplication(folder: string, options?: { without?: string[]; more?: Record<string, string> }): void;
