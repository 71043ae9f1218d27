import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { compare, disagreementLines, comparisonLine } from '../../../src/oracles/harness/compare.ts';
import type { Oracle } from '../../../src/oracles/harness/oracle.ts';
import { record } from '../../../src/oracles/harness/program.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const large = (ours: (n: number) => boolean): Oracle<number, boolean> => ({
  name: 'large',
  authority: 'arithmetic',
  cases: fc.nat({ max: 1000 }),
  ours,
  allows: (answer) => answer,
});
const arithmetic = { ask: async (_name: string, asked: unknown): Promise<unknown> => (asked as number) >= 500 };
const settings = { cases: 300, seed: 1 };

describe('compare', () => {
  it('finds no disagreement between equals, and counts what was asked and allowed', async () => {
    const { cases, allowed, disagreements } = await compare(large((n) => n >= 500) as Oracle, arithmetic, [], settings);
    expect(cases).to.equal(300);
    expect(allowed).to.be.between(100, 200);
    expect(disagreements).to.equal([]);
  });

  it('finds a disagreement and makes it small', async () => {
    const { disagreements } = await compare(large((n) => n >= 600) as Oracle, arithmetic, [], settings);
    expect(disagreements).to.equal([{ ask: 'large', case: 500, answer: true, ours: false }]);
  });

  it('asks the known cases again, and notices when the real code has changed its mind', async () => {
    const known = [
      { ask: 'large', case: 600, answer: true },
      { ask: 'large', case: 700, answer: false },
    ];
    const { disagreements } = await compare(large((n) => n >= 500) as Oracle, arithmetic, known, settings);
    expect(disagreements).to.equal([{ ask: 'large', case: 700, answer: true, ours: true }]);
  });

  it('says which case the real code cannot answer', async () => {
    const failing = {
      ask: async (): Promise<unknown> => {
        throw new Error('cannot read the case');
      },
    };
    await expect(compare(large(() => true) as Oracle, failing, [], settings)).to.reject(
      /large: cannot read the case\ncase: 0/,
    );
  });
});

describe('record', () => {
  it('keeps allows and others in equal numbers', async () => {
    const known = await record(large(() => true) as Oracle, arithmetic, 10, 1);
    expect(known.filter(({ answer }) => answer === true)).to.have.length(5);
    expect(known.filter(({ answer }) => answer === false)).to.have.length(5);
  });
});

describe('report', () => {
  it('gives the line that keeps a disagreement, and the share of allows', () => {
    const found = { ask: 'large', case: 500, answer: true, ours: false };
    expect(disagreementLines(found, 'known-cases.jsonl')).to.contain('{"ask":"large","case":500,"answer":true}\n');
    const comparison = { cases: 1000, allowed: 250, disagreements: [found], seconds: 1 };
    expect(comparisonLine(large(() => true) as Oracle, comparison, 7)).to.startWith(
      '✘ large: 1,000 cases, 1 disagreements, 25 % allowed',
    );
    expect(comparisonLine(large(() => true) as Oracle, { ...comparison, cases: 0, disagreements: [] }, 7)).to.startWith(
      '✔ large: 0 cases',
    );
  });
});
