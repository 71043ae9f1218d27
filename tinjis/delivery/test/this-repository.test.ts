import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { verify } from '../src/api.ts';
import { generate } from '../src/generate/generate.ts';
import { loadTeams } from '../src/load/teams.ts';
import { findDrift } from '../src/model/generated.ts';
import { diskTree } from '@tinjis/manifests/tree/tree';
import type { Report } from '../src/verify/verify.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = diskTree(join(process.cwd(), '../..'));

// What must hold of any organisation's repository, whatever teams and clusters it has.
describe('this repository', () => {
  it('keeps every promise', () => {
    const { kept, proofs } = verify(tree) as Report;
    expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(kept).to.be.true();
  });

  it('has every generated file as its team file gives it', () => {
    expect(findDrift(tree, generate(loadTeams(tree), tree))).to.equal([]);
  });
});
