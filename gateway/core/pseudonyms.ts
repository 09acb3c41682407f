/** What is kept of the stand-ins of one conversation; JSON. */
export interface MapState {
  /** Numbers below these are used up, by entity: none is ever given again. */
  next: Record<string, number>;
  values: [entity: string, number: number, value: string, by: Comparison][];
}

/** How two spellings of a value compare: a secret by every character, a number without its separators, everything else by its words. */
export type Comparison = 'exact' | 'compact' | 'words';

/** Where the map of one conversation is kept. Read and written in one turn of the event loop: no number is given twice. */
export interface MapKeeper {
  /** Throws `storage_unavailable`. */
  read(): MapState | undefined;
  /** Throws `storage_unavailable`. */
  write(state: MapState): void;
}
