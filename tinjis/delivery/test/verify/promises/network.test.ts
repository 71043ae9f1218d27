import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { callers } from '../../../src/verify/promises/callers.ts';
import { noWayOut } from '../../../src/verify/promises/no-way-out.ts';
import { sends } from '../../../src/verify/promises/sends.ts';
import { breachesOf, type Edit, foundBy } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/base/teams/payments/network-policies.yaml';
const places = (...edits: readonly Edit[]): string[] =>
  breachesOf(noWayOut, ...edits).map(({ code, at }) => `${code} ${at.file}`);
const withoutDatabase: readonly Edit[] = [
  [
    'policies/teams.yaml',
    / {8}# Runs beside the service; nobody else connects to it\.\n {8}database: postgresql\n/,
    '',
  ],
  ['apps/payments/payment/base/kustomization.yaml', '  - postgresql.yaml\n', ''],
  [file, /\n---\n# payment-postgresql of payment:[^]*/, '\n'],
  [file, /egress:\n {4}# It calls payment-postgresql\.\n[^]*?port: 5432\}\n/, 'egress: []\n'],
];

describe('the promise about what is closed by default', () => {
  it('holds for this repository', () => {
    expect(breachesOf(noWayOut)).to.equal([]);
  });

  it('finds a policy that is not for all pods, at that policy', () => {
    const weak: Edit = [
      file,
      'spec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]',
      'spec:\n  podSelector: {matchLabels: {a: b}}\n  policyTypes: [Ingress, Egress]',
    ];
    expect(places(weak)).to.equal([`network/no-default-deny ${file}`, `network/no-default-deny ${file}`]);
  });

  it('takes a policy without a selector for one that is for all pods, and a refused policy for none', () => {
    const all = 'spec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]';
    expect(places([file, all, 'spec:\n  policyTypes: [Ingress, Egress]'])).to.equal([]);
    expect(places([file, all, 'spec:\n  podSelectr: {}\n  policyTypes: [Ingress, Egress]'])).to.equal([
      `network/no-default-deny ${file}`,
      `network/no-default-deny ${file}`,
    ]);
  });

  it('finds that there is none, where the others are or would be', () => {
    const none: Edit = [file, /# No pod receives[^]*?\n---\n/, ''];
    expect(places(none)).to.equal([`network/no-default-deny ${file}`, `network/no-default-deny ${file}`]);
    expect(places([file, /\n#[^]*/, '\n'])).to.equal([
      `network/no-default-deny ${file}`,
      `network/no-default-deny ${file}`,
    ]);
  });

  it('finds that Argo CD has none, where people would list it', () => {
    const unlisted: Edit = ['clusters/base/argocd/kustomization.yaml', '  - network-policies.yaml\n', ''];
    expect(places(unlisted)).to.equal(['network/no-default-deny clusters/base/argocd/kustomization.yaml']);
  });
});

describe('the promise about what pods send', () => {
  it('holds for this repository, and for a service without a database', () => {
    expect(breachesOf(sends)).to.equal([]);
    expect(breachesOf(callers)).to.equal([]);
    expect(breachesOf(callers, ...withoutDatabase)).to.equal([]);
    expect(breachesOf(sends, ...withoutDatabase)).to.equal([]);
  });

  it("finds a way to somebody else's pods that only their own rules close", () => {
    const wide: Edit = [
      file,
      /matchLabels: \{app\.kubernetes\.io\/name: payment-postgresql\}(?=\n {6}ports)/,
      'matchLabels: {}',
    ];
    const found = foundBy(sends, ['who'], wide);
    expect(found.length).to.be.above(0);
    expect(new Set(found)).to.equal(new Set(['promise/open payment of payments/payment']));
  });

  it('finds a way to addresses', () => {
    const out: Edit = [
      file,
      '        - podSelector:\n            matchLabels: {app.kubernetes.io/name: payment-postgresql}\n      ports:',
      '        - ipBlock: {cidr: 0.0.0.0/0}\n      ports:',
    ];
    expect(foundBy(sends, ['what'], out)).to.include('promise/open send to 0.0.0.0 on TCP port 5432 on staging');
  });

  it('finds that a service does not reach its database', () => {
    const closed: Edit = [file, /# payment-postgresql of payment:[^]*/, '# Gone.\n'];
    expect(foundBy(callers, ['who', 'what'], closed)).to.include(
      'promise/closed payments/payment connect to payments/payment-postgresql on port 5432 on staging',
    );
  });
});

describe('the addresses a pod may get', () => {
  it('begin at the first of the range, wherever in it the team file writes its own', () => {
    const range: Edit = ['policies/teams.yaml', 'pods: 10.244.0.0/16', 'pods: 10.245.200.0/16'];
    // Open to the lower half of the range alone: the block begins below the range, and excepts the upper half.
    const open: Edit = [
      file,
      /(?<=# billing\/antaeus calls it\.\n {4}- from:\n)/,
      '        - ipBlock: {cidr: 10.244.0.0/15, except: [10.245.128.0/17]}\n',
    ];
    const pods = foundBy(callers, ['who'], range, open).filter((found) => found.endsWith('}'));
    expect(pods).to.include('promise/open other-namespace-1 {}');
  });
});
