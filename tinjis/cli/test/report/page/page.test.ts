import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { networkPicture } from '../../../src/pictures/network.ts';
import { draw } from '../../../src/pictures/picture.ts';
import { reportData, type ReportData } from '../../../src/report/report.ts';
import { page } from '../../../src/report/page/page.ts';
import { baseModel } from '../base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const {
  repository: { model },
  cluster,
} = baseModel();
const at = { file: 'apps/x.yaml', line: 3 };
const proof = {
  name: 'own-service',
  says: 'each developer can deploy their own service, and no other',
  cases: 42,
  byClass: 0,
  elsewhere: [],
  notes: [],
};
const kept = { kept: true, renderer: '', proofs: [{ ...proof, breaches: [] }] };
const data = reportData(model, cluster, kept);
const shown = (some: Partial<ReportData> = {}): string =>
  page({ ...data, ...some }, { style: 'b{}', script: 'let a;', drawing: '<svg></svg>' });

describe('the page of a report', () => {
  it('lets in its own style sheet and script, by their hashes, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(shown())?.[1];
    expect(policy).to.match(
      /^default-src &#39;none&#39;; style-src &#39;sha256-.{44}&#39;; script-src &#39;sha256-.{44}&#39;; /,
    );
    expect(shown())
      .to.contain(['<style>b{}</style>', '<script>let a;</script>'])
      .and.not.match(/(?:src|href)="(?!#)/);
  });

  it('says the same bytes for the same repository', () => {
    expect(shown()).to.equal(
      page(reportData(model, cluster, kept), { style: 'b{}', script: 'let a;', drawing: '<svg></svg>' }),
    );
  });

  it('shows each verdict with its rule, its place and the question', () => {
    expect(shown()).to.contain([
      '<b>✘ refused</b> <small>Argo CD</small>',
      'clusters/staging/bootstrap/argocd-rbac-cm.yaml:',
      'npx tinjis can billing-dev sync payments/payment --cluster staging',
    ]);
  });

  it('shows promises with their cases, and breaches with their place', () => {
    expect(shown()).to.contain(['All 1 promises hold', '<td class="number">42</td>']);
    const breach = { code: 'reading/no-such-code', args: {}, at };
    expect(shown({ proved: { kept: false, renderer: '', proofs: [{ ...proof, breaches: [breach] }] } })).to.contain([
      '1 of 1 promises are broken',
      '✘ broken',
      'apps/x.yaml:3',
    ]);
  });

  it('names an object that nobody evaluates once, whatever it leaves open', () => {
    const foreign = {
      code: 'promise/foreign-kind',
      args: { kind: 'AuthorizationPolicy', name: 'x', cluster: 'c' },
      at,
    };
    const open = { ...proof, breaches: [foreign] };
    const text = shown({
      proved: { kept: false, renderer: '', proofs: [open, open, { ...proof, breaches: [] }] },
    });
    expect(text).to.contain(['0 of 3 promises are broken, and 2 more are not proved', '? not proved']);
    expect(text.split('AuthorizationPolicy')).to.have.length(2);
    const both = { ...proof, breaches: [foreign, { code: 'reading/no-such-code', args: {}, at }] };
    expect(shown({ proved: { kept: false, renderer: '', proofs: [both] } })).to.contain('✘ broken');
  });

  it('shows what runs, and what was never built', () => {
    expect(shown({ running: [{ service: 'a/b', cluster: 'staging', at }] })).to.contain('<em>never built</em>');
    expect(shown()).to.contain('ghcr.io/tinjis/tinjis-delivery/payment:');
  });

  it('shows what was tried live beside what was predicted, or how to try', () => {
    expect(shown()).to.contain('No run of the live checks is at hand');
    const tried = { identity: 'payments-dev', action: 'sync', title: '', passed: true };
    const denied = { verdict: 'denied', layer: 'argocd', message: 'permission <denied>' };
    const attempts = [
      { ...tried, observed: denied, predicted: { verdict: 'denied' } },
      { ...tried, observed: { verdict: 'allowed' } },
      { ...tried, passed: false, observed: denied, predicted: { verdict: 'allowed' } },
    ];
    const text = shown({ live: { started: '2026-11-23T04:00:00Z', passed: 2, failed: 1, attempts } });
    expect(text).to.contain([
      '2 checks passed, 1 failed',
      'permission &#60;denied&#62;',
      '<td>yes</td>',
      'it has no question for that',
      '<b>no: allowed</b> <b>(the check failed)</b>',
    ]);
  });
});

describe('the drawing of the network', () => {
  it('is a picture by Graphviz, with what is open and what strangers are refused', async () => {
    const svg = await draw(networkPicture(data.connections));
    expect(svg)
      .to.match(/^<svg /)
      .and.contain(['billing/antaeus', 'any other pod', 'refused', 'class="edge allow"', 'class="edge deny"']);
  });

  it('takes any name for what it is', async () => {
    const [some] = data.connections;
    const odd = some
      ? [{ ...some, from: 'a/"]; x [label="y\\', answer: { ...some.answer, verdict: 'unknown' as const } }]
      : [];
    const svg = await draw(networkPicture(odd));
    expect(svg).to.contain('a/&quot;]; x [label=&quot;y\\').and.contain('unknown');
  });
});
