import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsIn, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = generate(teamsWith(), blocks);
const one = (path: string) => objectsIn(files, `clusters/${path}.yaml`)[0];

describe('bootstrap', () => {
  it('writes out every right by name, and gives none to everybody', () => {
    const { data } = one('staging/bootstrap/argocd-rbac-cm');
    const lines = data['policy.csv'].split('\n').filter((line: string) => line.includes('payments'));
    expect(lines).to.equal([
      'p, role:payments, projects, get, payments, allow',
      'p, role:payments, applications, get, payments/payment, allow',
      'p, role:payments, applications, sync, payments/payment, allow',
      'p, role:payments, logs, get, payments/payment, allow',
      'g, tinjis:payments, role:payments',
    ]);
    expect(data['policy.csv']).not.to.match(/override|create|update|delete|rollback|action|exec/);
  });

  it('knows people by local accounts where there is no identity provider, and gives those no tokens', () => {
    const { data } = one('local/bootstrap/argocd-cm');
    expect(data).to.equal({
      'accounts.platform-admin': 'login',
      'accounts.payments-dev': 'login',
      'accounts.billing-dev': 'login',
    });
    expect(one('local/bootstrap/argocd-rbac-cm').data['policy.csv']).to.contain('g, payments-dev, role:payments');
    expect(one('staging/bootstrap/argocd-rbac-cm').data['policy.csv']).not.to.contain('payments-dev');
  });

  it('gives readers less than developers, and quotes what CSV would split', () => {
    const more = generate(
      teamsWith([
        [
          ['teams', 'payments', 'groups'],
          [
            { group: 'CN=oncall,OU=acme', role: 'reader', members: ['ola@tinjis.example', 'olu'] },
            { group: 'emergency', role: 'break-glass' },
          ],
        ],
      ]),
      blocks,
    );
    const [accounts] = objectsIn(more, 'clusters/local/bootstrap/argocd-cm.yaml');
    expect(Object.keys(accounts.data)).to.include('accounts.olu');
    expect(Object.keys(accounts.data)).not.to.include('accounts.ola@tinjis.example');
    const [{ data }] = objectsIn(more, 'clusters/local/bootstrap/argocd-rbac-cm.yaml') as [
      { data: Record<string, string> },
    ];
    const lines = String(data['policy.csv']).split('\n');
    expect(lines.filter((line) => line.includes('role:payments:reader'))).to.equal([
      'p, role:payments:reader, projects, get, payments, allow',
      'p, role:payments:reader, applications, get, payments/payment, allow',
      'p, role:payments:reader, logs, get, payments/payment, allow',
      'g, "CN=oncall,OU=acme", role:payments:reader',
      'g, olu, role:payments:reader',
      'g, emergency, role:payments:reader',
    ]);
  });

  it("knows people by the organisation's teams where there is one", () => {
    const { data } = one('staging/bootstrap/argocd-cm');
    expect(data.url).to.equal('https://argocd.staging.tinjis.example');
    expect(data['dex.config']).to.contain('- name: tinjis');
    expect(data['dex.config']).to.contain('clientSecret: $argocd-sso:github-client-secret');
  });

  it('lets only clients outside connect to argocd-server', () => {
    const peers = (cluster: string) =>
      one(`${cluster}/bootstrap/argocd-access`).spec.ingress.flatMap((rule: { from: object[] }) =>
        rule.from.flatMap(Object.keys),
      );
    expect(peers('local')).to.equal(['ipBlock']);
    expect(peers('staging')).to.equal(['ipBlock', 'namespaceSelector']);
  });

  it('publishes Argo CD through the Gateway where there is one, by a port of the nodes where there is none, there without SSO', () => {
    const local = one('local/bootstrap/kustomization');
    expect(local.resources).to.equal(['../../base', 'sealed-secrets.yaml', 'argocd-access.yaml']);
    expect(local.patches.map((patch: { target?: { name: string } }) => patch.target?.name)).to.equal([
      undefined,
      undefined,
      'argocd-server',
      'argocd-dex-server.*',
    ]);
    expect(local.patches[2].patch).to.contain('value: NodePort').and.to.contain('value: 30443');
    const staging = one('staging/bootstrap/kustomization');
    expect(staging.resources).to.equal(local.resources);
    expect(staging.patches.at(-1).patch).to.contain('server.insecure');
    const [, route] = objectsIn(files, 'clusters/staging/bootstrap/argocd-access.yaml');
    expect(route.spec.hostnames).to.equal(['argocd.staging.tinjis.example']);
  });
});
