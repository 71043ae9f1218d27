import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { admit } from '../../src/admission/admit.ts';
import { asStored, withoutNulls } from '../../src/admission/request.ts';
import { binding, namespace, policy, request } from '../../testing/admission-rules.ts';
import { resource } from '../../testing/resource.ts';
import type { KubernetesObject } from '../../src/objects/located.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('an object without nulls', () => {
  it('lacks fields that are null, at any depth, and keeps the rest', () => {
    expect(withoutNulls({ a: null, b: [{ c: null, d: 0 }], e: '' })).to.equal({ b: [{ d: 0 }], e: '' });
    expect(withoutNulls(null)).to.be.null();
    expect(withoutNulls([{ a: null }, null])).to.equal([{}, null]);
  });

  it('is itself where it has none', () => {
    const object = { a: [{ b: 1 }], c: '' };
    expect([withoutNulls(object), withoutNulls(object)].map((one) => one === object)).to.equal([true, true]);
    const { a, ...rest } = withoutNulls({ a: object, d: null });
    expect([a === object, rest]).to.equal([true, {}]);
  });
});

describe('an object as it is stored', () => {
  const metadata = { name: 'x', namespace: 'payments' };
  const spec = (volumes: unknown): object => ({ containers: [], volumes });
  const bare = [{ name: 'a' }, { name: 'b', configMap: { name: 'b' } }];
  const filled = [
    { name: 'a', emptyDir: {} },
    { name: 'b', configMap: { name: 'b' } },
  ];

  it('has a spec where the API server stores one, and not where others define the kind', () => {
    const [ingress, config, route] = [
      ['networking.k8s.io/v1', 'Ingress'],
      ['v1', 'ConfigMap'],
      ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ].map(([apiVersion = '', kind = '']) => asStored({ apiVersion, kind, metadata }));
    expect(ingress).to.equal({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: {} } as never);
    expect([config, route].map((object) => 'spec' in (object as object))).to.equal([false, false]);
  });

  it('has an emptyDir where a volume has no source, in a pod and in every template', () => {
    for (const [kind, wrap] of [
      ['Pod', (pod: object) => ({ spec: pod })],
      ['Deployment', (pod: object) => ({ spec: { replicas: 1, template: { spec: pod } } })],
      ['CronJob', (pod: object) => ({ spec: { jobTemplate: { spec: { template: { spec: pod } } } } })],
    ] as const) {
      const object = (volumes: unknown): KubernetesObject => ({
        apiVersion: 'v1',
        kind,
        metadata,
        ...wrap(spec(volumes)),
      });
      expect(asStored(object(bare)), kind).to.equal(object(filled));
      expect(asStored(object([{ name: 'a', emptyDir: null }])), kind).to.equal(object([filled[0]]));
      for (const same of [object(filled), object('none'), object([null, 'x'])]) {
        expect(asStored(same), kind).to.shallow.equal(same);
      }
    }
  });

  it('is the object itself where it has no volumes', () => {
    for (const body of [{ spec: {} }, { spec: 1 }, { spec: [] }]) {
      const object = { apiVersion: 'v1', kind: 'Pod', metadata, ...body };
      expect(asStored(object)).to.shallow.equal(object);
    }
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata, spec: spec(bare) };
    expect(asStored(other)).to.shallow.equal(other);
  });

  it('is what policies and Pod Security see', () => {
    const container = {
      name: 'c',
      image: 'a',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    };
    const pod = (volumes: object[]): KubernetesObject & { spec: object } => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container],
        volumes,
      },
    });
    const verdictOn = (volume: object, expression: string): string =>
      admit(
        {
          policies: [resource(policy({ validations: [{ expression }] }))],
          bindings: [resource(binding())],
          namespaces: [resource(namespace('payments', { 'pod-security.kubernetes.io/enforce': 'restricted' }))],
        },
        request(pod([volume]), { resource: { group: '', version: 'v1', resource: 'pods' } }),
      ).verdict;
    expect(verdictOn({ name: 'a' }, 'true')).to.equal('allow');
    expect(verdictOn({ name: 'a', hostPath: { path: '/' } }, 'true')).to.equal('deny');
    const limited = '!object.spec.volumes.exists(v, has(v.emptyDir) && !has(v.emptyDir.sizeLimit))';
    expect(verdictOn({ name: 'a' }, limited)).to.equal('deny');
    expect(verdictOn({ name: 'a', emptyDir: { sizeLimit: '1Mi' } }, limited)).to.equal('allow');
  });
});
