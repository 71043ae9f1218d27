import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { SuiteComparison } from '../../../src/oracles/harness/suite.ts';
import { netpolAnalyzer } from '../../../src/oracles/network/analyzer.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

const pods = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: web}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: db}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]
`;
const workloads = ['default/web[Pod]', 'default/db[Pod]'];
const webToDb = { from: workloads[0], to: workloads[1], all: false, ports: { TCP: [[5432, 5432]] } };
const dbToWeb = { from: workloads[1], to: workloads[0], all: true, ports: {} };
/** Two pairs, three protocols, five ports: the first, the last, and those around 5432. */
const questions = 2 * 3 * 5;

describe('the suite of netpol-analyzer', () => {
  let carried: string;
  beforeEach(() => {
    carried = mkdtempSync(join(tmpdir(), 'tinjis-suite-'));
  });
  afterEach(() => {
    rmSync(carried, { recursive: true });
  });

  /** Compares one folder with an answer as the Go program gives it. */
  function comparisonOf(manifests: string, answer: unknown): Promise<SuiteComparison> {
    mkdirSync(join(carried, 'tests/demo'), { recursive: true });
    writeFileSync(join(carried, 'tests/demo/all.yaml'), manifests);
    return netpolAnalyzer.compare({ ask: async () => answer }, carried, carried);
  }
  const tooFew = (folders: number, firm: number): string =>
    `only ${folders} folders and ${firm} firm answers; at least 190 and 800000 must be compared`;

  it('asks each pair at each port, and fails because one folder is too few', async () => {
    const found = await comparisonOf(pods, { workloads, connections: [webToDb, dbToWeb] });
    expect(found.questions).to.equal(questions);
    expect(found.failures).to.equal([tooFew(1, questions)]);
  });

  it('fails for a firm answer that differs, and says where', async () => {
    const found = await comparisonOf(pods, { workloads, connections: [dbToWeb] });
    expect(found.failures).to.equal([
      'demo: 1 wrong, the first default/web[Pod] to default/db[Pod] at 5432/TCP: real deny, ours allow: ' +
        'network/egress-not-isolated; network/ingress-admitted',
      tooFew(1, questions),
    ]);
  });

  it('fails for a workload that our reader does not find', async () => {
    const found = await comparisonOf(pods, { workloads: [...workloads, 'default/cache[Pod]'], connections: [] });
    expect(found.failures).to.include('demo: our reader finds no pod of default/cache[Pod]');
  });

  it('counts an UNKNOWN with a known reason, and fails for another', async () => {
    const stored = pods.replace('spec:\n  podSelector', 'status: {}\nspec:\n  podSelector');
    const known = await comparisonOf(stored, { workloads, connections: [webToDb, dbToWeb] });
    expect(known.unknown).to.equal(new Map([['network/invalid-policy: must not have a field status', questions]]));
    expect(known.failures).to.equal([tooFew(1, 0)]);
    const misspelt = pods.replace('  ingress:', '  ingres:');
    const other = await comparisonOf(misspelt, { workloads, connections: [webToDb, dbToWeb] });
    expect(other.unknown.size).to.equal(0);
    expect(other.failures[0]).to.match(/^demo: 30 wrong, the first .* ours unknown: network\/invalid-policy: /);
  });

  it('skips a folder that one side does not read, with the reason', async () => {
    const skipped = async (manifests: string, answer: unknown): Promise<readonly string[]> =>
      (await comparisonOf(manifests, answer)).skipped;
    const folder = join(carried, 'tests/demo');
    expect(await skipped(pods, { refused: `cannot read ${folder}/all.yaml\nand more` })).to.equal([
      'demo: the analyzer refuses it: cannot read demo/all.yaml',
    ]);
    expect(await skipped(pods, { unread: 'no kind' })).to.equal(['demo: the analyzer reads only part of it: no kind']);
    expect(await skipped(pods, { workloads: [], connections: [] })).to.equal([
      'demo: the analyzer finds no workload in it',
    ]);
    expect(await skipped('a: [', { workloads, connections: [] })).to.have.length(1);
  });
});
