import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readLiveRun } from '../../src/report/live-run.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const head = { schema: 1, started: '2026-11-23T04:00:00Z', passed: 2, failed: 0 };

describe('reading a run of the live checks', () => {
  it('takes the attempts out of the results', () => {
    const record = {
      identity: 'payments-dev',
      action: 'sync billing',
      observed: { verdict: 'denied', layer: 'argocd', message: 'permission denied' },
      predicted: { verdict: 'denied' },
      how: 'real',
    };
    const results = [
      { title: 'a measure', passed: true },
      { title: 'payments-dev may not', passed: true, record },
      { title: 'other', passed: true, record: { failures: [] } },
    ];
    const run = readLiveRun(JSON.stringify({ ...head, results }), 'report.json');
    expect(run).to.include({ started: head.started, passed: 2, failed: 0 });
    expect(run.attempts).to.equal([{ ...record, title: 'payments-dev may not', passed: true }]);
  });

  it('refuses another file, with what is wrong and where', () => {
    expect(() => readLiveRun('{', 'report.json')).to.throw(/^it is no JSON: /);
    expect(() => readLiveRun('{}', 'report.json')).to.throw(
      /^it is no report of live checks: data must have required property/,
    );
    expect(() => readLiveRun(JSON.stringify({ ...head, schema: 2, results: [] }), 'report.json')).to.throw(
      /must be equal to constant/,
    );
  });
});
