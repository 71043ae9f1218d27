import { standaloneText } from '@tinjis/rules/schemas/compile';
import kinds from '../../../../../policies/kinds.schema.json' with { type: 'json' };
import teams from '../../../../../policies/teams.schema.json' with { type: 'json' };

/**
 * The text of `validator.cjs`: the schemas of the team file and of the catalogue of kinds as a program that finds every
 * fault.
 * `required` inside `then` names properties of the parent schema, which ajv's strict mode would want repeated.
 */
export function teamsValidatorText(): string {
  return standaloneText({ teams, kinds }, { allErrors: true, strictRequired: false, verbose: true });
}
