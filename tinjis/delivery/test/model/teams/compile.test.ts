import { readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { teamsValidatorText } from '../../../src/model/teams/compile.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe("the team file's compiled schema", () => {
  it('is that of policies/teams.schema.json: otherwise run `npm run validators`', () => {
    expect(readFileSync('src/model/teams/validator.cjs', 'utf8') === teamsValidatorText()).to.be.true();
  });
});
