export function ensureCode(runtime: string): Promise<void>;
