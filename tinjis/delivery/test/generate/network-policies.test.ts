import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readCiliumPolicy } from '@tinjis/rules/network/cilium-policy';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsOf, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

type Changes = Parameters<typeof teamsWith>[0];
function policies(cluster: string, namespace: string, changes: Changes = []) {
  const found = objectsOf(generate(teamsWith(changes), blocks), `clusters/${cluster}/teams/${namespace}`);
  const all = found.filter(({ kind }) => kind === 'NetworkPolicy');
  return Object.fromEntries(all.map((policy) => [policy.metadata.name, policy]));
}

const pod = (namespace: string, name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});

describe('networkPolicies', () => {
  it('gives every namespace each building block, with its comments', () => {
    const text = generate(teamsWith(), blocks).find(
      ({ path }) => path === 'clusters/base/teams/billing/network-policies.yaml',
    )?.text;
    expect(text).to.contain(
      '# Why it is closed.\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: closed # the name\n  namespace: billing\n',
    );
  });

  it('opens a call on both sides, to exactly the caller and the port', () => {
    const { ingress } = policies('local', 'payments').payment.spec;
    expect(ingress).to.equal([{ from: [pod('billing', 'antaeus')], ports: [{ protocol: 'TCP', port: 9000 }] }]);
    expect(policies('local', 'billing').antaeus.spec.egress).to.include([
      { to: [pod('payments', 'payment')], ports: [{ protocol: 'TCP', port: 9000 }] },
    ]);
  });

  it('closes both sides when the caller is taken out', () => {
    const changes: Changes = [[['teams', 'payments', 'services', 'payment', 'callers'], []]];
    expect(policies('local', 'payments', changes).payment.spec.ingress).to.equal([]);
    expect(policies('local', 'billing', changes).antaeus.spec.egress.map(({ to }: { to: unknown }) => to)).to.equal([
      [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'antaeus-postgresql' } } }],
    ]);
  });

  it('lets a database be reached by its service alone, and reach nothing', () => {
    const { ingress, egress } = policies('staging', 'payments')['payment-postgresql'].spec;
    expect(ingress).to.equal([
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'payment' } } }],
        ports: [{ protocol: 'TCP', port: 5432 }],
      },
    ]);
    expect(egress).to.equal([]);
  });

  it('lets clients outside in only where the service is for outside, and through the Gateway where there is one', () => {
    const outside = { ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } };
    const from = (cluster: string) =>
      policies(cluster, 'billing').antaeus.spec.ingress.flatMap((rule: { from: unknown[] }) => rule.from);
    expect(from('local')).to.equal([outside]);
    expect(from('staging')).to.equal([
      outside,
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateway' } } },
    ]);
    expect(JSON.stringify(policies('staging', 'payments'))).not.to.contain('ipBlock');
  });

  it('lets metrics be scraped only where the cluster names who scrapes, and only on the ops port', () => {
    const scraped = {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ protocol: 'TCP', port: 9001 }],
    };
    expect(
      policies('staging', 'payments', [[['clusters', 'staging', 'monitoring'], 'monitoring']]).payment.spec.ingress,
    ).to.include([scraped]);
    expect(policies('staging', 'payments').payment.spec.ingress).not.to.include([scraped]);
  });

  it('writes a policy of Cilium for a workload that names hosts, beside its own', () => {
    const egress = [
      { host: 'api.bank.example', port: 443 },
      { to: '203.0.113.0/28', port: 22 },
      { host: 'files.bank.example', port: 8443 },
    ];
    const engines = ['local', 'staging', 'production'].map(
      (cluster) => [['clusters', cluster, 'network'], 'cilium'] as const,
    );
    const changes: Changes = [...engines, [['teams', 'billing', 'services', 'antaeus', 'egress'], egress]];
    const found = objectsOf(generate(teamsWith(changes), blocks), 'clusters/staging/teams/billing');
    const hosts = found.filter(({ kind }) => kind === 'CiliumNetworkPolicy');
    const toHost = (matchName: string, port: string) => ({
      toFQDNs: [{ matchName }],
      toPorts: [{ ports: [{ port, protocol: 'TCP' }] }],
    });
    expect(hosts.map(({ metadata, spec }) => [metadata.name, spec.endpointSelector, spec.egress.slice(1)])).to.equal([
      [
        'antaeus-hosts',
        { matchLabels: { 'app.kubernetes.io/name': 'antaeus' } },
        [toHost('api.bank.example', '443'), toHost('files.bank.example', '8443')],
      ],
    ]);
    expect(readCiliumPolicy(hosts[0])).to.include('policy');
    const own = policies('staging', 'billing', changes).antaeus.spec.egress;
    expect(own.filter((rule: object) => JSON.stringify(rule).includes('ipBlock'))).to.equal([
      { to: [{ ipBlock: { cidr: '203.0.113.0/28' } }], ports: [{ protocol: 'TCP', port: 22 }] },
    ]);
  });

  it('writes no policy for a database that is not there', () => {
    const bare = { port: 7000, opsPort: 7001, callers: [], outside: false };
    const changes: Changes = [[['teams', 'payments', 'services'], { ledger: bare }]];
    expect(Object.keys(policies('local', 'payments', changes))).to.equal(['closed', 'ledger']);
    expect(policies('local', 'payments', changes).ledger.spec.egress).to.equal([]);
  });
});
