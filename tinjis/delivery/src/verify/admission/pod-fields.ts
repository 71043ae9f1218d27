import type { Body } from './probe.ts';
import type { ProbedPod, RefusedPod } from './pods.ts';

const templates = (kind: string): boolean => kind !== 'Pod';

/** Fields that the API server or the scheduler writes into pods: refused only in templates. */
const writtenIntoPods: Body = {
  priorityClassName: 'high',
  priority: 1000,
  preemptionPolicy: 'Never',
  tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
};

/** Fields that nobody may use, each with a value that Kubernetes takes; the last belongs to a version still to come. */
const refused: Body = {
  hostUsers: false,
  overhead: { cpu: '1' },
  resourceClaims: [{ name: 'device', resourceClaimName: 'device' }],
  runtimeClassName: 'mine',
  schedulingGroup: { podGroupName: 'mine' },
  fieldOfTomorrow: 'x',
};

/** Kinds of volumes that nobody may use. */
const refusedVolumes: Body = {
  image: { reference: 'registry.example.org/x:latest' },
  csi: { driver: 'secrets-store.csi.k8s.io' },
  hostPath: { path: '/' },
  nfs: { server: '192.0.2.1', path: '/' },
  kindOfTomorrow: {},
};

/** The other parts of a projected volume that nobody may use. */
const refusedProjections: Body = {
  clusterTrustBundle: { name: 'x', path: 'x' },
  podCertificate: { signerName: 'example.org/x', keyType: 'ED25519', keyPath: 'x' },
  sourceOfTomorrow: {},
};

/** Pods that `pod-fields` has to refuse: with an unlisted field, or with a listed field beyond its bound. */
export function* refusedFields(own: ProbedPod): Generator<RefusedPod> {
  const [container] = own.spec['containers'] as readonly [Body];
  const pod = (fields: Body): ProbedPod => ({ ...own, spec: { ...own.spec, ...fields } });
  const probe = (what: string, fields: Body, only?: RefusedPod['only']): RefusedPod => ({
    policy: 'pod-fields',
    what,
    pod: pod(fields),
    ...(only && { only }),
  });
  for (const [field, value] of Object.entries(writtenIntoPods)) {
    yield probe(`use ${field}`, { [field]: value }, templates);
  }
  for (const [field, value] of Object.entries(refused)) {
    yield probe(`use ${field}`, { [field]: value });
  }
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    const good = { ...container, resources: { limits: { cpu: '1' } } };
    const other = (fields: Body): Body => ({ [list]: [good, { ...good, name: 'other', ...fields }] });
    yield probe(`use a field of tomorrow in ${list}`, other({ fieldOfTomorrow: 'x' }));
    for (const [what, resources] of beyondShare) {
      yield probe(`${what} in ${list}`, other({ resources }));
    }
  }
  for (const [what, resources] of beyondShare) {
    yield probe(`${what} for the pod`, { resources });
  }
  const map = { name: 'map', configMap: { name: 'map' } };
  for (const [kind, source] of Object.entries(refusedVolumes)) {
    yield probe(`mount a volume of kind ${kind}`, { volumes: [map, { name: 'x', [kind]: source }] });
  }
  for (const [kind, source] of Object.entries(refusedProjections)) {
    const sources = [{ configMap: { name: 'map' } }, { configMap: { name: 'map' }, [kind]: source }];
    yield probe(`project ${kind}`, { volumes: [map, { name: 'x', projected: { sources } }] });
  }
  yield probe('use an emptyDir without a limit', {
    volumes: [
      { name: 'a', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'b', emptyDir: {} },
    ],
  });
  yield probe('choose nodes by affinity', { affinity: { nodeAffinity: {} } });
  for (const side of ['podAffinity', 'podAntiAffinity']) {
    for (const beyond of [{ namespaces: ['other'] }, { namespaceSelector: {} }]) {
      const [word = ''] = Object.keys(beyond);
      const near = { topologyKey: 'kubernetes.io/hostname' };
      const term = { ...near, ...beyond };
      yield probe(`look beyond their namespace by ${word} of a required ${side}`, {
        affinity: { [side]: { requiredDuringSchedulingIgnoredDuringExecution: [near, term] } },
      });
      yield probe(`look beyond their namespace by ${word} of a preferred ${side}`, {
        affinity: {
          [side]: {
            preferredDuringSchedulingIgnoredDuringExecution: [near, term].map((podAffinityTerm) => ({
              weight: 1,
              podAffinityTerm,
            })),
          },
        },
      });
    }
  }
  yield probe('choose nodes by their labels', { nodeSelector: { 'kubernetes.io/arch': 'amd64', role: 'x' } });
  yield probe('choose their scheduler', { schedulerName: 'mine' });
  yield probe('hold their node for long', { terminationGracePeriodSeconds: 301 });
  yield probe('push others off their node', { priorityClassName: 'system-node-critical' });
  for (const toleration of [{ operator: 'Exists' }, { key: 'kept-for-others', operator: 'Exists' }]) {
    const [word = ''] = Object.keys(toleration);
    yield probe(`tolerate what is kept for others, by ${word}`, {
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }, toleration],
    });
  }
  // An existing pod has a node.
  yield probe('choose their node', { nodeName: 'any' }, (kind, operation) => templates(kind) || operation === 'CREATE');
}

const beyondShare: readonly (readonly [what: string, resources: Body])[] = [
  ['limit a device', { limits: { cpu: '1', 'example.org/device': '1' } }],
  ['request a device', { requests: { cpu: '1', 'example.org/device': '1' } }],
  ['claim a device', { claims: [{ name: 'device' }] }],
];
