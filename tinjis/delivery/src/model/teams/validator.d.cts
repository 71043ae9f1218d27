import type { ValidateFunction } from 'ajv' with { 'resolution-mode': 'require' };

/** The validator that `npm run validators` made from the schemas in `policies`. */
declare function validator(formats: object): { readonly teams: ValidateFunction; readonly kinds: ValidateFunction };
export = validator;
