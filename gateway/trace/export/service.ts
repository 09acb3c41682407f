import type { ExportRow } from './exportable.ts';

/** What is stored encrypted. */
export interface ExporterSecrets {
  headers: Record<string, string>;
  publicKey?: string;
  secretKey?: string;
}

/** How one kind of receiver is spoken to: values only. What is sent is made of `ExportRow`, which holds no contents. */
export interface Service {
  /** The whole URL of an address that a person entered. */
  urlOf(endpoint: string): string;
  headers(secrets: ExporterSecrets): Record<string, string>;
  body(rows: readonly ExportRow[]): Promise<Uint8Array | undefined>;
}
