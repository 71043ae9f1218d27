import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsIn, objectsOf, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = generate(teamsWith(), blocks);
const inNamespace = (cluster: string, team: string, ...kinds: readonly string[]) =>
  objectsOf(files, `clusters/${cluster}/teams/${team}`).filter(({ kind }) => kinds.includes(kind));

describe('namespaces', () => {
  it('puts a namespace under the rules, at the strictest level of one version', () => {
    const [namespace] = inNamespace('production', 'payments', 'Namespace');
    expect(namespace.metadata.labels).to.equal({
      'tinjis.io/team': 'payments',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.36',
    });
  });

  it('ties each workload to its image, and says what may be reached from outside', () => {
    const annotations = (cluster: string, name: string) =>
      inNamespace(cluster, name, 'Namespace')[0].metadata.annotations;
    expect(annotations('staging', 'billing')).to.include({
      'image.tinjis.io/antaeus': 'ghcr.io/tinjis/tinjis-delivery/antaeus',
      'image.tinjis.io/antaeus-postgresql': 'ghcr.io/tinjis/tinjis-delivery/postgresql',
      'outside.tinjis.io/antaeus': 'antaeus.staging.tinjis.example',
    });
    expect(annotations('local', 'billing')['outside.tinjis.io/antaeus']).to.equal('node-port');
    expect(Object.keys(annotations('staging', 'payments')).filter((key) => key.startsWith('outside'))).to.be.empty();
  });

  it('leaves no room for a door on a node but for what is reached from outside', () => {
    const hard = (name: string) => inNamespace('local', name, 'ResourceQuota')[0].spec.hard;
    expect(hard('payments')).to.include({ 'services.nodeports': '0', 'services.loadbalancers': '0' });
    expect(hard('billing')).to.include({ 'services.nodeports': '1', 'services.loadbalancers': '1' });
  });

  it('binds the deployer to the listed kinds, and to routes only where they are used', () => {
    const bindings = (cluster: string, name: string): string[] =>
      inNamespace(cluster, name, 'RoleBinding')
        .filter(({ metadata }) => metadata.name !== 'people')
        .map(
          ({ metadata, roleRef, subjects }) =>
            `${metadata.name}: ${roleRef.name} for ${subjects.map((s: Record<string, string>) => `${s['namespace']}:${s['name']}`).join(' ')}`,
        );
    const always = [
      'deployer: team-deployer for billing:deployer',
      'deployer-impersonator: deployer-impersonator for argocd:argocd-application-controller argocd:argocd-server',
    ];
    expect(bindings('local', 'billing')).to.equal(always);
    expect(bindings('staging', 'billing')).to.only.include([
      ...always,
      'deployer-outside: team-deployer-outside for billing:deployer',
    ]);
  });

  it('gives each workload an account, and none of them a token', () => {
    const accounts = inNamespace('local', 'payments', 'ServiceAccount');
    expect(accounts.map(({ metadata }) => metadata.name)).to.equal(['deployer', 'payment', 'payment-postgresql']);
    expect(accounts.map(({ automountServiceAccountToken }) => automountServiceAccountToken)).to.equal([
      false,
      false,
      false,
    ]);
  });

  it('lets people look into their own namespace alone, and the platform into all', () => {
    const bindings = inNamespace('local', 'payments', 'RoleBinding');
    const [people, ...more] = bindings.filter(({ subjects }) => subjects[0].kind === 'Group');
    expect(more).to.be.empty();
    expect(people.roleRef.name).to.equal('team-reader');
    expect(people.subjects).to.equal([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'tinjis:payments' },
    ]);
    const [platform] = objectsIn(files, 'clusters/base/platform/people.yaml');
    expect([platform.kind, platform.subjects[0].name]).to.equal(['ClusterRoleBinding', 'tinjis:platform']);
  });
});
