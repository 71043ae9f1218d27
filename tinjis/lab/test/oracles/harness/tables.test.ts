import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import type { Oracle } from '../../../src/oracles/harness/oracle.ts';
import type { SuiteComparison } from '../../../src/oracles/harness/suite.ts';
import { functionOf, type TableCase, tableSuite } from '../../../src/oracles/harness/tables.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const isEven: Oracle<number, boolean> = {
  name: 'even',
  authority: 'arithmetic',
  cases: fc.integer(),
  ours: (asked) => asked % 2 === 0,
  allows: (answer) => answer,
};

function compared(table: readonly TableCase[], real: (asked: number) => boolean): Promise<SuiteComparison> {
  const about = { name: 'table', authority: 'a test', module: 'example.org/x', fewest: 2 };
  const suite = tableSuite(isEven as Oracle, { ...about, cases: () => Promise.resolve(table) });
  return suite.compare({ ask: (_name, asked) => Promise.resolve(real(asked as number)) }, 'nowhere', 'nowhere');
}

const even = (asked: number): boolean => [0, 2, 4].includes(asked);
const two = { what: 'two', asked: 2, allowed: true };
const three = { what: 'three', asked: 3, allowed: false };

describe('tableSuite', () => {
  it('agrees where both evaluators and the test say the same', async () => {
    const { questions, failures } = await compared([two, three], even);
    expect({ questions, failures }).to.equal({ questions: 2, failures: [] });
  });

  it('fails where ours differs, where the real code differs from its test, and where too few cases are left', async () => {
    expect((await compared([two, three], (asked) => asked !== 2)).failures).to.equal([
      'two: its test expects yes, and the real code says false',
      'three: its test expects no, and the real code says true',
    ]);
    expect((await compared([{ what: 'six', asked: 6 }, three], even)).failures).to.equal([
      'six: real false, ours true',
    ]);
    expect((await compared([two], even)).failures).to.equal(['only 1 cases; at least 2 must be compared']);
  });
});

describe('functionOf', () => {
  const text = 'func A() {\n\tif x {\n\t}\n}\n\nfunc AB(t int) {\n}\n';

  it('takes one function with its body', () => {
    expect(functionOf(text, 'A')).to.equal('func A() {\n\tif x {\n\t}\n}\n');
    expect(functionOf(text, 'AB')).to.equal('func AB(t int) {\n}\n');
  });

  it('says that a function is not there', () => {
    expect(() => functionOf(text, 'B')).to.throw('the module has no function B');
  });
});
