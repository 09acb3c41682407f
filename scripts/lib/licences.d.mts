export function licences(): { modules: { name: string; version: string; licence: string; text: number }[]; texts: string[] };
