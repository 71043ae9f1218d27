import type { DefinedError, ValidateFunction } from 'ajv';
import { lazily } from '../memo.ts';
import validators from '../schemas/validators.cjs';
import type { FieldPath } from './located.ts';

/** The reason why an API server would not store a document. */
export interface Defect {
  readonly path: FieldPath;
  /** The broken rule, in words: `must be >= 1`. */
  readonly rule: string;
}

/**
 * A check of documents: it finds the first thing that a schema refuses.
 * @param name of the schema, see `schemas/compile.ts`
 * @param formats tests of text that the schema names and that are no regular expressions
 */
export function schemaCheck(
  name: validators.SchemaName,
  formats: validators.Formats = {},
): (document: unknown) => Defect | undefined {
  return checkBy(lazily(() => validators(formats)[name]));
}

/**
 * The same by a validator of one's own.
 * @param validator asked for at the first document
 */
export function checkBy(validator: () => ValidateFunction): (document: unknown) => Defect | undefined {
  return (document) => {
    const validate = validator();
    return validate(document) ? undefined : defectOf((validate.errors as [DefinedError])[0]);
  };
}

/** What ajv found, at the place that a person has to edit: a field that must not be there is that place itself. */
function defectOf({ instancePath, message, keyword, params, propertyName }: DefinedError): Defect {
  const steps = pointerSteps(instancePath).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  if (keyword === 'additionalProperties')
    return { path: [...steps, params.additionalProperty], rule: `must not have a field ${params.additionalProperty}` };
  return { path: propertyName === undefined ? steps : [...steps, propertyName], rule: String(message) };
}

/** The steps of a JSON pointer. */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
