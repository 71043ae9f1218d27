import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { platformExposure } from '../../../src/verify/promises/platform-exposure.ts';
import { breachesOf, type Edit } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/base/sealed-secrets/controller.yaml';
const nodePort: Edit = ['policies/teams.yaml', /outside: gateway\n.*\n.*\n/, 'outside: node-port\n'];
const first = 'apiVersion: v1\nkind: ServiceAccount\n';
const server = (spec: string): Edit => [
  file,
  first,
  `apiVersion: v1\nkind: Service\nmetadata: {name: argocd-server, namespace: argocd}\n${spec}\n---\n${first}`,
];
const found = (...edits: readonly Edit[]): string[] =>
  breachesOf(platformExposure, ...edits).map(({ args, at }) => `${args['service']} ${args['found']} ${at.file}`);

describe("the promise about the platform's Services", () => {
  it('holds for this repository, and for a server that is open where there is no Gateway', () => {
    expect(found()).to.equal([]);
    expect(found(nodePort, server('spec: {type: NodePort}'))).to.equal([]);
    expect(found(server(''))).to.equal([]);
  });

  it('finds a Service that is open on the nodes, or takes an address', () => {
    expect(found([file, 'type: ClusterIP', 'type: NodePort'])).to.equal([
      `kube-system/sealed-secrets-controller NodePort ${file}`,
    ]);
    expect(found([file, 'type: ClusterIP', 'externalIPs: [203.0.113.1]'])).to.equal([
      `kube-system/sealed-secrets-controller 203.0.113.1 ${file}`,
    ]);
    expect(found(server('spec: {type: LoadBalancer}'))).to.equal([`argocd/argocd-server LoadBalancer ${file}`]);
  });

  it('finds that people do not reach the server, at the cluster', () => {
    expect(found(nodePort, server('spec: {}'))).to.equal([
      'argocd/argocd-server ClusterIP clusters/staging/bootstrap/kustomization.yaml',
    ]);
  });
});
