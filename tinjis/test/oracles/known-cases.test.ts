import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { knownCasesFile, type Oracle, readKnownCases } from '../../oracles/harness/oracle.ts';

export const lab = Lab.script();
const { describe, it } = lab;

// What the real systems answered is in the repository, so that every `npm test` holds our evaluators against it without Go.
const folder = join(process.cwd(), 'oracles');
const folders = readdirSync(folder).filter((name) => existsSync(join(folder, name, knownCasesFile)));

describe('known cases', () => {
  it('are there for the evaluators of Argo CD and of RBAC', () => {
    expect(folders).to.include(['argocd', 'rbac']);
  });

  for (const name of folders) {
    it(`of ${name} are answered as the real code answered them`, async () => {
      const { oracles } = (await import(join(folder, name, 'oracle.ts'))) as { oracles: readonly Oracle[] };
      const known = readKnownCases(readFileSync(join(folder, name, knownCasesFile), 'utf8'));
      const wrong = known.flatMap(({ ask, case: asked, answer }) => {
        const oracle = oracles.find((each) => each.name === ask);
        const ours: unknown = JSON.parse(JSON.stringify(oracle?.ours(asked)));
        return isDeepStrictEqual(ours, answer) ? [] : [{ ask, asked, answer, ours }];
      });
      expect(wrong).to.equal([]);
      for (const oracle of oracles) expect(known.filter(({ ask }) => ask === oracle.name).length, oracle.name).to.be.at.least(10);
    });
  }
});
