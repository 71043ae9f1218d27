import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type Bundle, definitionsPrefix } from './bundle.ts';

export interface Schemas {
  /** `apiVersion/Kind` of every kind that can be checked. */
  readonly kinds: readonly string[];
  /** Where the schema of a kind comes from, and the check itself, compiled when first asked for. */
  find(kind: string): { readonly source: string; readonly validate: ValidateFunction } | undefined;
}

/** Makes checks of schema bundles. */
export function compileSchemas(bundles: readonly Bundle[]): Schemas {
  // Patterns are Go's: without the u flag, which would refuse escapes that Go takes.
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    allowUnionTypes: true,
    unicodeRegExp: false,
  });
  formats.default(ajv, ['int32', 'int64', 'double', 'byte', 'date-time']);
  const found = new Map<string, { readonly source: string; readonly $ref: string }>();
  for (const [index, { source, kinds, definitions }] of bundles.entries()) {
    ajv.addSchema({ definitions }, `bundle-${index}`);
    for (const [kind, definition] of Object.entries(kinds)) {
      found.set(kind, { source, $ref: `bundle-${index}${definitionsPrefix}${definition.replaceAll('/', '~1')}` });
    }
  }
  return {
    kinds: [...found.keys()],
    find: (kind) => {
      const known = found.get(kind);
      // ajv answers with the function it compiled before, if it did.
      return known && { source: known.source, validate: ajv.getSchema(known.$ref) as ValidateFunction };
    },
  };
}
