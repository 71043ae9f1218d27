import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { networkPicture } from '../../../src/pictures/network.ts';
import { draw } from '../../../src/pictures/picture.ts';
import { type ClusterPart, reportData, type ReportData, type ServicePart } from '../../../src/report/report.ts';
import { connectionsTo } from '../../../src/report/connections.ts';
import { page } from '../../../src/report/page/page.ts';
import { baseModel, evidence, fullScope } from '../base-model.ts';

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
const data = reportData(model, fullScope(model, cluster), evidence, kept);
const { made, version, policies, renderer } = evidence;
const uncommitted = { made, version, policies, renderer };
const assets = { style: 'b{}', script: 'let a;', drawings: new Map([['staging', '<svg></svg>']]) };
const shown = (some: Partial<ReportData> = {}): string => page({ ...data, ...some }, assets);
/** The data with one service changed on its only cluster. */
const withService = (some: Partial<ServicePart>, full = true): string => {
  const [part] = data.clusters as [ClusterPart];
  const teams = part.teams.map((team) => ({ ...team, services: team.services.map((each) => ({ ...each, ...some })) }));
  return shown({ full, clusters: [{ ...part, teams }] });
};

describe('the page of a report', () => {
  it('lets in its own style sheet and script, by their hashes, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(shown())?.[1];
    expect(policy).to.match(
      /^default-src &#39;none&#39;; style-src &#39;sha256-.{44}&#39;; script-src &#39;sha256-.{44}&#39;; /,
    );
    expect(shown())
      .to.contain(['<style>b{}</style>', '<script>let a;</script>'])
      .and.not.match(/src=|href="(?!#|https:\/\/github\.com\/tinjis\/x\/blob\/)/);
  });

  it('says the same bytes for the same repository', () => {
    expect(shown()).to.equal(page(reportData(model, fullScope(model, cluster), evidence, kept), assets));
  });

  it('says what it was made from, when, and by what', () => {
    expect(shown()).to.contain([
      '<code>0123456789abcdef0123456789abcdef01234567</code>, as committed',
      '<time datetime="2026-11-30T12:00:00.000Z">2026-11-30 12:00:00 UTC</time>',
      'sha256:abc',
      'tinjis 0.1.0, kustomize 5.8.1 (kubectl on PATH)',
    ]);
    const commit = { id: 'abc', clean: false };
    expect(shown({ evidence: { ...evidence, commit } })).to.contain('with changes that are not committed');
    expect(shown({ evidence: uncommitted })).to.contain('no commit: the files are in no Git repository');
  });

  it('leads from each place to the file at the commit, where the web shows it', () => {
    expect(shown()).to.match(
      /<a href="https:\/\/github\.com\/tinjis\/x\/blob\/0123456\/\.github\/CODEOWNERS#L\d+"><code>\.github\/CODEOWNERS:\d+<\/code><\/a>/,
    );
    expect(shown({ evidence: uncommitted }))
      .to.match(/<code>\.github\/CODEOWNERS:\d+<\/code>/)
      .and.not.contain('href="http');
  });

  it('has a part for each cluster, in the order of the data, and a choice between them', () => {
    const [part] = data.clusters as [ClusterPart];
    const two = shown({ clusters: [{ ...part, cluster: 'production' }, part] });
    expect(two.indexOf('<section id="cluster-production"')).to.be.below(two.indexOf('<section id="cluster-staging"'));
    expect(two).to.contain(['name="cluster" value="production"', 'who may do what on production, staging']);
    expect(shown()).not.to.contain('name="cluster"');
    // Only one of the networks was small enough for a drawing.
    expect(two.split('<svg></svg>')).to.have.length(2);
    expect(two).to.contain('The network is too large for a drawing that helps');
  });

  it('says who may only sync what is merged', () => {
    expect(shown()).to.contain('<b>✔ allowed</b> <small>only to sync what is merged: Argo CD');
  });

  it('shows each verdict with its rule, its place and the question', () => {
    expect(shown()).to.contain([
      '<b>✘ refused</b> <small>Argo CD</small>',
      'clusters/staging/bootstrap/argocd-rbac-cm.yaml:',
      'npx tinjis can billing-dev sync payments/payment --cluster staging',
    ]);
  });

  it('shows promises with their cases, and breaches with their place', () => {
    expect(shown()).to.contain([
      'All 1 promises hold',
      '<summary>42</summary>',
      'Promise <code>own-service</code>: 42 cases were asked of the rules.',
    ]);
    const breach = { code: 'reading/no-such-code', args: {}, at };
    expect(shown({ proved: { kept: false, renderer: '', proofs: [{ ...proof, breaches: [breach] }] } })).to.contain([
      '1 of 1 promises are broken',
      '✘ broken',
      'apps/x.yaml:3',
    ]);
  });

  it('says how the cases of a promise were decided', () => {
    const some = { ...proof, cases: 12_001, byClass: 12_000, notes: ['nothing was built'], breaches: [] };
    expect(shown({ proved: { kept: true, renderer: '', proofs: [some] } })).to.contain([
      '<summary>12,001</summary>',
      '1 case was asked of the rules, and they settle 12,000 more that no rule tells apart from them',
      '<p>nothing was built</p>',
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
    expect(shown()).to.contain('ghcr.io/tinjis/tinjis-delivery/payment:');
    expect(withService({ image: { at } })).to.contain('<em>never built</em>');
  });

  it('shows in an overview who delivers, who connects and what runs, and names those who are refused together', () => {
    const overview = {
      ...data,
      full: false,
      clusters: reportData(model, { ...fullScope(model, cluster), full: false }, evidence, kept).clusters,
    };
    const text = shown(overview);
    expect(text).to.contain([
      'npx tinjis report --team TEAM',
      '<h3>Team payments</h3>',
      'Services of team payments on staging; its members: payments-dev',
      '<b>:9000 ✔</b> billing/antaeus</p>',
      '<small>everybody else</small>',
      'ghcr.io/tinjis/tinjis-delivery/payment:',
    ]);
    expect(text).not.to.contain('What people may do');
  });

  it('shows in an overview what is missing or not known', () => {
    const [to] = model.teams.developers.flatMap(({ services }) => services);
    const [some] = to ? connectionsTo(model, cluster, to) : [];
    const unknown = some ? [{ ...some, others: 996, answer: { ...some.answer, verdict: 'unknown' as const } }] : [];
    const [part] = data.clusters as [ClusterPart];
    const bare: ServicePart = { service: 'payments/payment', connections: unknown, out: [], image: { at } };
    const text = shown({
      full: false,
      clusters: [{ ...part, teams: [{ team: 'payments', members: [], services: [bare] }] }],
    });
    expect(text).to.contain([
      'its members: nobody',
      'nobody is in the team',
      '<b>:9000 ✔</b> nobody',
      'every other service: billing/antaeus and 996 more',
      '? unknown',
    ]);
    expect(text).not.to.contain('everybody else');
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
      'data-label="as predicted">yes</td>',
      'it has no question for that',
      '<b>no: allowed</b> <b>(the check failed)</b>',
    ]);
  });
});

const connections = data.clusters.flatMap(({ teams }) =>
  teams.flatMap(({ services }) => services.flatMap((each) => each.connections)),
);

describe('the drawing of the network', () => {
  it('is a picture by Graphviz, with what is open and what strangers are refused', async () => {
    const svg = await draw(networkPicture(connections));
    expect(svg)
      .to.match(/^<svg /)
      .and.contain(['billing/antaeus', 'any other pod', 'refused', 'class="edge allow"', 'class="edge deny"']);
  });

  it('takes any name for what it is', async () => {
    const [some] = connections;
    const odd = some
      ? [{ ...some, from: 'a/"]; x [label="y\\', answer: { ...some.answer, verdict: 'unknown' as const } }]
      : [];
    const svg = await draw(networkPicture(odd));
    expect(svg).to.contain('a/&quot;]; x [label=&quot;y\\').and.contain('unknown');
  });
});
