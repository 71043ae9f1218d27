import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { ClusterModel } from '../../../src/model/model.ts';
import { platformPods } from '../../../src/verify/promises/platform-pods.ts';
import { Tally } from '../../../src/verify/tally.ts';
import { contextOf, repository } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { tree, model } = repository;
const [base] = model.clusters as [ClusterModel];

function found(cluster: ClusterModel): string[] {
  const tally = new Tally();
  platformPods.prove?.(contextOf(tree, { ...model, clusters: [cluster] }), tally);
  expect(tally.cases).to.be.above(1);
  return tally.breaches.map(({ code, args }) => `${code} ${args['who']} ${args['what']}`);
}

function codes(cluster: ClusterModel): string[] {
  return found(cluster).map((each) => each.split(' ')[0] ?? '');
}

/** The base, which is too small for Argo CD's own pods, with those of its server. */
function withServer(container: object, namespace = 'argocd'): ClusterModel {
  const labels = { 'app.kubernetes.io/name': 'argocd-server' };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'server', image: 'i', ports: [{ containerPort: 8080 }], ...container }] },
  };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'argocd-server', namespace },
    spec: { template },
  };
  return {
    ...base,
    governance: new Objects([...base.governance.all, imagined(object, { file: 'server.yaml', line: 1 })]),
  };
}
const securityContext = {
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

describe("the promise about the platform's pods", () => {
  it('holds for this repository, with the Gateway in front of the server', () => {
    expect(found(base)).to.equal([]);
    expect(found(withServer({ securityContext }))).to.equal([]);
  });

  it('finds a pod that the strictest level would refuse', () => {
    expect(found(withServer({ securityContext: { readOnlyRootFilesystem: true } }))).to.equal([
      'promise/closed Deployment argocd-server run under the restricted pod security on staging',
    ]);
  });

  it('takes nothing else for the server because of its name', () => {
    expect(found(withServer({ securityContext }, 'elsewhere'))[0]).to.match(/^promise\/open a pod in namespace /);
  });

  it('finds a Gateway that reaches the server where there ought to be none', () => {
    const open = found({
      ...withServer({ securityContext }),
      declared: { ...base.declared, outside: { by: 'node-port' } },
    });
    expect(open.length).to.be.above(0);
    for (const each of open) {
      expect(each).to.match(/^promise\/open a pod in namespace \S+ connect to argocd-server on port 8080 on staging$/);
    }
  });

  it('finds a container that writes to its own image, or adds a capability', () => {
    const { readOnlyRootFilesystem, ...writable } = securityContext;
    expect(readOnlyRootFilesystem).to.be.true();
    expect(codes(withServer({ securityContext: writable }))).to.equal(['workload/writable-root']);
    expect(
      codes(
        withServer({
          securityContext: { ...securityContext, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
        }),
      ),
    ).to.equal(['workload/added-capability']);
  });

  it('finds that people do not reach the server, where their rule would stand', () => {
    const server = withServer({ securityContext });
    const unserved = new Objects(
      server.governance.all.filter(({ object }) => object.metadata.name !== 'argocd-server-callers'),
    );
    const tally = new Tally();
    platformPods.prove?.(contextOf(tree, { ...model, clusters: [{ ...server, governance: unserved }] }), tally);
    expect([...new Set(tally.breaches.map(({ code, at }) => `${code} ${at.file}`))]).to.equal([
      'promise/closed clusters/staging/bootstrap/argocd-access.yaml',
    ]);
  });
});
