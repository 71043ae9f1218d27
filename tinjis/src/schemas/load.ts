import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import packageFolder from '../../package-folder.cjs';
import { type Bundle, definitionsPrefix } from './bundle.ts';

/** One file each under `tinjis/schemas`; `tinjis/schemas/extract.ts` writes them. */
const bundleNames = ['kubernetes', 'argo-cd', 'sealed-secrets', 'gateway-api'] as const;

export interface Schemas {
  /** `apiVersion/Kind` of every kind that can be checked. */
  readonly kinds: readonly string[];
  /** Where the schema of a kind comes from, and the check itself, compiled when first asked for. */
  find(kind: string): { readonly source: string; readonly validate: ValidateFunction } | undefined;
}

/**
 * Reads the committed schemas.
 * @param folder where the bundles lie
 */
export function loadSchemas(folder = join(packageFolder, 'schemas')): Schemas {
  // Patterns are Go's: without the u flag, which would refuse escapes that Go takes.
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, allowUnionTypes: true, unicodeRegExp: false });
  formats.default(ajv, ['int32', 'int64', 'double', 'byte', 'date-time']);
  const found = new Map<string, { readonly source: string; readonly $ref: string }>();
  for (const name of bundleNames) {
    const { source, kinds, definitions } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Bundle;
    ajv.addSchema({ $id: name, definitions });
    for (const [kind, definition] of Object.entries(kinds)) {
      found.set(kind, { source, $ref: `${name}${definitionsPrefix}${definition.replaceAll('~', '~0').replaceAll('/', '~1')}` });
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
