import type { ValidateFunction } from 'ajv' with { 'resolution-mode': 'require' };

/** The validator that `npm run validators` made from `policies/teams.schema.json`. */
declare function validator(formats: object): { readonly teams: ValidateFunction };
export = validator;
