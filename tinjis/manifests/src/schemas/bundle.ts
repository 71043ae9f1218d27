/** A JSON Schema as far as the extraction writes it. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schemas of one source, as committed under `tinjis/manifests/schemas`. */
export interface Bundle {
  /** Go module and version they were taken from. */
  readonly source: string;
  /** Checksum of that module as Go's checksum database knows it. */
  readonly sum: string;
  /** Name of the definition by `apiVersion/Kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Where a bundle's definitions refer to each other. */
export const definitionsPrefix = '#/definitions/';
