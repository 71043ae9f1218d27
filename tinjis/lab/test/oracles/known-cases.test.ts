import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type KnownCase, knownCasesFile, type Oracle, readKnownCases } from '../../src/oracles/harness/oracle.ts';

export const lab = Lab.script();
const { describe, it } = lab;

// The real systems' answers are in the repository, so every `npm test` checks our evaluators against them without Go.
const folder = join(process.cwd(), 'src/oracles');
const folders = readdirSync(folder).filter((name) => existsSync(join(folder, name, knownCasesFile)));

async function read(name: string): Promise<{ oracles: readonly Oracle[]; known: KnownCase[] }> {
  const { oracles } = (await import(join(folder, name, 'oracle.ts'))) as { oracles: readonly Oracle[] };
  return { oracles, known: readKnownCases(readFileSync(join(folder, name, knownCasesFile), 'utf8')) };
}

describe('known cases', () => {
  it('are there for every question about Argo CD, RBAC and CODEOWNERS', async () => {
    for (const name of ['argocd', 'rbac', 'codeowners']) {
      const { oracles, known } = await read(name);
      const few = oracles
        .filter((oracle) => known.filter(({ ask }) => ask === oracle.name).length < 20)
        .map((oracle) => oracle.name);
      expect(few).to.equal([]);
    }
  });

  for (const name of folders) {
    it(`of ${name} are answered as the real code answered them`, async () => {
      const { oracles, known } = await read(name);
      const wrong = known.flatMap(({ ask, case: asked, answer }) => {
        const oracle = oracles.find((each) => each.name === ask);
        const ours: unknown = JSON.parse(JSON.stringify(oracle?.ours(asked, answer)));
        return isDeepStrictEqual(ours, answer) ? [] : [{ ask, asked, answer, ours }];
      });
      expect(wrong).to.equal([]);
    });
  }
});
