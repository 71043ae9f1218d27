/**
 * ajv's options for a schema that is ours and tested, so that ajv need not check it against the schema of schemas
 * first, nor tidy the code it makes: half of what compiling costs a command that uses it once.
 */
export const ownSchema = { meta: false, validateSchema: false, code: { optimize: false } } as const;
