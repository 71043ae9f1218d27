import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { suiteLines } from '../../../src/oracles/harness/suite.ts';
import { netpolAnalyzer } from '../../../src/oracles/network/analyzer.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('suiteLines', () => {
  it('counts the cases, and says what is unknown, skipped and failed', () => {
    const comparison = {
      questions: 1200,
      unknown: new Map([['network/address-unknown', 3]]),
      skipped: ['dirty: the analyzer refuses it'],
      failures: ['demo: 1 wrong'],
    };
    expect(suiteLines(netpolAnalyzer, comparison, 2)).to.equal(
      [
        '✘ netpol-analyzer: 1,200 cases, 1 disagreements, 3 unknown, 1 skipped, 2.0 s ' +
          '(netpol-analyzer v1.4.4, on the folders of its tests)',
        '  unknown  3: network/address-unknown',
        '  skipped  dirty: the analyzer refuses it',
        '  failed   demo: 1 wrong',
        '',
      ].join('\n'),
    );
    expect(suiteLines(netpolAnalyzer, { ...comparison, failures: [] }, 2)).to.startWith('✔ netpol-analyzer:');
  });
});
