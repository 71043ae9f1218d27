import { contractingSteps } from '@tinjis/chassis/testing/contracting';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { antaeusMigrations } from '../../../src/store/migrations/index.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('antaeusMigrations', () => {
  it('take nothing away from the version before, which runs on while the new version starts', async () => {
    // 0002 came before the first release: no version that was deployed knows the tables before it. See
    // docs/decisions/migrations.md before a name is added here.
    expect(await contractingSteps(antaeusMigrations)).to.equal(['0002-own-orders']);
  });
});
