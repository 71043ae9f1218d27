import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { guard, type GuardDecision } from '../../src/guard/guard.ts';
import { readProposal } from '../../src/load/proposal/read-proposal.ts';
import { guardJson } from '../../src/print/guard.ts';
import { base, TestRepository } from '../../testing/repository.ts';
import { type GuardCase, honestCases, refusedCases, traps } from '../../testing/guard-cases.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const cases = [...honestCases, ...refusedCases];
const branchOf = (each: GuardCase) => `case-${cases.indexOf(each)}`;

describe('guard', () => {
  let repository: TestRepository;

  before(() => {
    repository = new TestRepository();
    repository.branch('main', { ...base, ...traps });
    for (const each of cases) {
      repository.branch(branchOf(each), each.edits, 'main');
    }
    repository.write();
  });
  after(() => {
    repository.remove();
  });

  const judge = (each: GuardCase): GuardDecision => {
    const { author, approvedBy = [], attested = [], listed } = each;
    const source = {
      root: repository.root,
      author,
      approvedBy,
      attested,
      base: 'main',
      head: branchOf(each),
      ...(listed && { listed: JSON.stringify(listed) }),
    };
    const { teams, proposal } = readProposal(source);
    const decision = guard(teams, proposal);
    // Every sentence has the arguments it needs.
    expect(JSON.stringify(guardJson(decision))).not.to.contain('undefined');
    return decision;
  };
  const codesOf = ({ verdict, reasons, paths }: GuardDecision): string[] =>
    [...reasons, ...paths.filter((path) => path.verdict === verdict).flatMap((path) => path.reasons)].map(
      ({ code }) => code,
    );

  for (const each of honestCases) {
    it(`lets pass: ${each.title}`, () => {
      const decision = judge(each);
      expect({ verdict: decision.verdict, ...(decision.verdict !== 'allow' && { codes: codesOf(decision) }) }).to.equal(
        { verdict: each.verdict, ...(each.codes && { codes: [...each.codes] }) },
      );
    });
  }

  for (const each of refusedCases) {
    it(`stops (${each.verdict}): ${each.title}`, () => {
      const decision = judge(each);
      expect({ verdict: decision.verdict, codes: codesOf(decision) }).to.equal({
        verdict: each.verdict,
        codes: [...(each.codes ?? ['git/outside-own-folder'])],
      });
    });
  }
});
