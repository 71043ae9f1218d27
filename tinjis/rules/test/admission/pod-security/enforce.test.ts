import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { admit } from '../../../src/admission/admit.ts';
import type { Pod } from '../../../src/admission/pod-security/pod.ts';
import type { AdmissionRequest } from '../../../src/admission/request.ts';
import type { Ruling } from '../../../src/ruling.ts';
import { place, resource } from '../../../testing/resource.ts';
import { binding, namespace, policy, request } from '../../../testing/admission-rules.ts';
import { goodPod, podWith } from '../../../testing/pods.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const pods = { group: '', version: 'v1', resource: 'pods' };
const bad = podWith(['spec', 'hostNetwork'], true);

function ask(
  pod: Pod | undefined,
  more: Partial<AdmissionRequest> = {},
  labels: Readonly<Record<string, string>> = { 'pod-security.kubernetes.io/enforce': 'restricted' },
): Ruling {
  return admit(
    { policies: [], bindings: [], namespaces: [resource(namespace('payments', labels))] },
    request(pod, { resource: pods, namespace: 'payments', ...more }),
  );
}

describe('Pod Security', () => {
  it('refuses a pod, and cites the label that decides and each field to fix', () => {
    const { verdict, reasons } = ask(bad);
    expect({ verdict, reasons }).to.equal({
      verdict: 'deny',
      reasons: [
        {
          code: 'admission/pod-security-denied',
          basis: 'forbidden',
          args: {
            pod: 'payment',
            namespace: 'payments',
            level: 'restricted',
            version: 'latest',
            forbidden: 'host namespaces',
          },
          at: { file: place('payments', 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'), line: 1 },
        },
        {
          code: 'admission/pod-security-control',
          basis: 'forbidden',
          args: { check: 'hostNamespaces', forbidden: 'host namespaces', field: 'spec.hostNetwork' },
          at: { file: place('payment', 'spec', 'hostNetwork'), line: 1 },
        },
      ],
    });
    const pinned = ask(
      bad,
      {},
      { 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/enforce-version': 'v1.36' },
    );
    expect(pinned.reasons[0].args).to.include({ level: 'baseline', version: 'v1.36' });
  });

  it('lets a good pod in, and says which label had a say', () => {
    const { verdict, reasons } = ask(goodPod());
    expect([verdict, reasons[0].code, reasons[0].at]).to.equal([
      'allow',
      'admission/no-objection',
      { searched: [{ file: place('payments', 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'), line: 1 }] },
    ]);
  });

  it('gives no reason for a good pod that a policy refuses', () => {
    const rules = {
      policies: [resource(policy({ validations: [{ expression: 'false', message: 'not this one' }] }))],
      bindings: [resource(binding())],
    };
    const namespaces = [resource(namespace('payments', { 'pod-security.kubernetes.io/enforce': 'restricted' }))];
    const { verdict, reasons } = admit(
      { ...rules, namespaces },
      request(goodPod(), { resource: pods, namespace: 'payments' }),
    );
    expect([verdict, ...reasons.map(({ args }) => args['message'])]).to.equal(['deny', 'not this one']);
  });

  it('lets anything into a namespace that enforces nothing', () => {
    expect(ask(bad, {}, {}).verdict).to.equal('allow');
  });

  it('is not asked about other objects, other operations and harmless subresources', () => {
    for (const more of [
      { resource: { group: 'apps', version: 'v1', resource: 'deployments' } },
      { resource: { group: 'metrics.k8s.io', version: 'v1', resource: 'pods' } },
      { operation: 'DELETE' as const },
      { operation: 'CONNECT' as const },
      { resource: { ...pods, subresource: 'status' } },
    ]) {
      expect(ask(bad, more).verdict, JSON.stringify(more)).to.equal('not-applicable');
    }
    expect(ask(bad, { resource: { ...pods, subresource: 'ephemeralcontainers' } }).verdict).to.equal('deny');
  });

  it('leaves it open where the namespace or the pod is not known', () => {
    const [elsewhere, nothing] = [ask(goodPod(), { namespace: 'elsewhere' }), ask(undefined)];
    expect([elsewhere.verdict, elsewhere.reasons[0].code]).to.equal(['unknown', 'admission/namespace-unknown']);
    expect([nothing.verdict, nothing.reasons[0].code]).to.equal(['unknown', 'admission/object-missing']);
  });

  it('takes a field that is null for one that is absent', () => {
    expect(ask(podWith(['spec', 'containers', 0, 'securityContext', 'seLinuxOptions'], null)).verdict).to.equal(
      'allow',
    );
    expect(
      ask(podWith(['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'], null)).verdict,
    ).to.equal('deny');
  });

  it('looks at an update only where images or containers change', () => {
    const update = (pod: Pod, old: Pod): string => ask(pod, { operation: 'UPDATE', oldObject: resource(old) }).verdict;
    const image = (
      pod: Pod,
      field: 'containers' | 'initContainers' | 'ephemeralContainers',
      name: string,
      tag: string,
    ): Pod => ({ ...pod, spec: { ...pod.spec, [field]: [{ name, image: tag }] } });
    expect(update(bad, bad)).to.equal('allow');
    expect(update(image(bad, 'containers', 'payment', 'b'), bad)).to.equal('deny');
    expect(update(image(bad, 'initContainers', 'init', 'a'), bad)).to.equal('deny');
    expect(update(image(bad, 'initContainers', 'init', 'a'), image(bad, 'initContainers', 'init', 'b'))).to.equal(
      'deny',
    );
    expect(update(image(bad, 'initContainers', 'init', 'a'), image(bad, 'initContainers', 'init', 'a'))).to.equal(
      'allow',
    );
    expect(update(image(bad, 'ephemeralContainers', 'debug', 'a'), bad)).to.equal('deny');
    expect(
      update(image(bad, 'ephemeralContainers', 'debug', 'a'), image(bad, 'ephemeralContainers', 'debug', 'b')),
    ).to.equal('deny');
    expect(
      update(image(bad, 'ephemeralContainers', 'debug', 'a'), image(bad, 'ephemeralContainers', 'debug', 'a')),
    ).to.equal('allow');
    const bare = { ...bad, spec: { hostNetwork: true } };
    expect(update(bare, bare)).to.equal('allow');
  });
});
