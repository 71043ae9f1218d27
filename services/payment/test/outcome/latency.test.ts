import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { drawLatency, longestMs, type Latency } from '../../src/outcome/latency.ts';
import { randomStream } from '../../src/outcome/random.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const sorted = (latency: Latency, count = 5000) => {
  const draw = randomStream(3);
  return Array.from({ length: count }, () => drawLatency(latency, draw)).sort((a, b) => a - b);
};
const last = (drawn: number[]) => drawn.at(-1) as number;

describe('drawLatency()', () => {
  it('is nothing, or what is fixed', () => {
    expect(new Set(sorted({ kind: 'none' }))).to.equal(new Set([0]));
    expect(new Set(sorted({ kind: 'fixed', ms: 12 }))).to.equal(new Set([12]));
  });

  it('fills the whole of a uniform range and no more', () => {
    const drawn = sorted({ kind: 'uniform', minMs: 10, maxMs: 20 });
    expect(drawn[0] as number)
      .to.be.at.least(10)
      .and.to.be.below(10.1);
    expect(last(drawn)).to.be.above(19.9).and.to.be.below(20);
  });

  it('has a log-normal’s median and 99th percentile', () => {
    const drawn = sorted({ kind: 'lognormal', medianMs: 100, p99Ms: 1000 }, 20_000);
    expect(drawn[10_000] as number).to.be.about(100, 6);
    expect(drawn[19_800] as number).to.be.about(1000, 200);
  });

  it('never waits longer than any caller does', () => {
    expect(last(sorted({ kind: 'lognormal', medianMs: 50_000, p99Ms: 60_000 }))).to.equal(longestMs);
  });
});
