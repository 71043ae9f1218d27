import { Ajv, type DefinedError, type Format, type ValidateFunction } from 'ajv';
import { labelSelectorSchema, nameFormats } from '../label-selector.ts';
import type { FieldPath } from './located.ts';

/**
 * ajv's options for a schema that is ours and tested. So ajv need not check it against the schema of schemas first, nor
 * tidy the code it makes: that is half of the compiling cost for a command that uses the schema once.
 */
export const ownSchema = { meta: false, validateSchema: false, code: { optimize: false } } as const;

/** The reason why an API server would not store a document. */
export interface Defect {
  readonly path: FieldPath;
  /** The broken rule, in words: `must be >= 1`. */
  readonly rule: string;
}

interface Part {
  readonly $id: string;
}

let ajv: Ajv | undefined;

/**
 * A check of documents: it finds the first thing that a schema refuses. It compiles the schema at the first question,
 * since a command asks about few kinds.
 * @param parts schemas to which this schema and others refer by their `$id`; the label selectors' schema is always
 *   there
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
    return defectOf((validate.errors as [DefinedError])[0]);
  };
}

/** What ajv found, at the place that a person has to edit: a field that must not be there is that place itself. */
function defectOf({ instancePath, message, keyword, params, propertyName }: DefinedError): Defect {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  if (keyword === 'additionalProperties')
    return { path: [...steps, params.additionalProperty], rule: `must not have a field ${params.additionalProperty}` };
  return { path: propertyName === undefined ? steps : [...steps, propertyName], rule: String(message) };
}

function compile(schema: object, parts: readonly Part[], formats: Readonly<Record<string, Format>>): ValidateFunction {
  ajv ??= new Ajv({
    $data: true,
    strictRequired: false,
    strictTypes: false,
    formats: nameFormats,
    ...ownSchema,
  }).addSchema(labelSelectorSchema);
  for (const [name, format] of Object.entries(formats)) {
    ajv.addFormat(name, format);
  }
  for (const part of parts) {
    // Two schemas may share a part, and ajv takes no part twice.
    if (!Object.hasOwn(ajv.schemas, part.$id)) ajv.addSchema(part);
  }
  return ajv.compile(schema);
}
