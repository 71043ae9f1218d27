import { Ajv, type DefinedError, type Format, type ValidateFunction } from 'ajv';
import { labelSelectorSchema } from '../label-selector.ts';
import type { FieldPath } from './located.ts';

/**
 * ajv's options for a schema that is ours and tested, so that ajv need not check it against the schema of schemas
 * first, nor tidy the code it makes: half of what compiling costs a command that uses it once.
 */
export const ownSchema = { meta: false, validateSchema: false, code: { optimize: false } } as const;

/** What keeps a document from being one which an API server would store. */
export interface Defect {
  readonly path: FieldPath;
  /** The rule that is broken, in words: `must be >= 1`. */
  readonly rule: string;
}

interface Part {
  readonly $id: string;
}

let ajv: Ajv | undefined;

/**
 * A check of documents: it finds the first thing that a schema refuses. The schema is compiled at the first question,
 * since a command asks about few kinds.
 * @param parts schemas that this one and others refer to by their `$id`; that of label selectors is there
 * @param formats tests of text that the schema names
 */
export function schemaCheck(
  schema: object,
  parts: readonly Part[] = [],
  formats: Readonly<Record<string, Format>> = {},
): (document: unknown) => Defect | undefined {
  let validate: ValidateFunction | undefined;
  return (document) => {
    validate ??= compile(schema, parts, formats);
    if (validate(document)) return undefined;
    const [{ instancePath, message }] = validate.errors as [DefinedError];
    const path = instancePath
      .split('/')
      .slice(1)
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return { path, rule: String(message) };
  };
}

function compile(schema: object, parts: readonly Part[], formats: Readonly<Record<string, Format>>): ValidateFunction {
  ajv ??= new Ajv({ $data: true, strictRequired: false, strictTypes: false, ...ownSchema }).addSchema(
    labelSelectorSchema,
  );
  for (const [name, format] of Object.entries(formats)) {
    ajv.addFormat(name, format);
  }
  for (const part of parts) {
    // Two schemas may share a part, and ajv takes none twice.
    if (!Object.hasOwn(ajv.schemas, part.$id)) ajv.addSchema(part);
  }
  return ajv.compile(schema);
}
