import { standaloneText } from '@tinjis/rules/schemas/compile';
import schema from '../../../../../policies/teams.schema.json' with { type: 'json' };

/**
 * The text of `validator.cjs`: the team file's schema as a program that finds every fault.
 * `required` inside `then` names properties of the parent schema, which ajv's strict mode would want repeated.
 */
export function teamsValidatorText(): string {
  return standaloneText({ teams: schema }, { allErrors: true, strictRequired: false, verbose: true });
}
