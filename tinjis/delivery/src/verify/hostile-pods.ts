import { nameLabel } from '../model/layout.ts';

interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly securityContext?: object;
  readonly ports?: readonly object[];
  readonly resources?: object;
}

/** A pod template, as far as these changes need it. */
export interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

interface PodSpec extends Readonly<Record<string, unknown>> {
  readonly containers?: readonly Container[];
  readonly volumes?: readonly object[];
  readonly securityContext?: object;
}

/** One change for the worse to a template that is good as it stands. */
export interface HostilePod {
  readonly what: string;
  /** @param path the image path that belongs to the workload */
  change(template: Template, path: string): Template;
}

const digest = `sha256:${'0'.repeat(64)}`;

/** Changes that would get a foreign pod, or a pod outside the network's rules, into a team's namespace. */
export const hostilePods: readonly HostilePod[] = [
  {
    what: 'run an image of somebody else',
    change: (pod) => container(pod, { image: `registry.example.org/somebody/else@${digest}` }),
  },
  {
    what: 'run an image whose path only begins like its own',
    change: (pod, path) => container(pod, { image: `${path}-of-mine@${digest}` }),
  },
  {
    what: 'run an image by a tag that can be moved',
    change: (pod, path) => container(pod, { image: `${path}:latest` }),
  },
  {
    what: 'run an image of somebody else before its own',
    change: (pod) =>
      spec(pod, { initContainers: [{ ...first(pod), name: 'before', image: `registry.example.org/x@${digest}` }] }),
  },
  {
    what: 'run an image of somebody else beside its own',
    change: (pod) =>
      spec(pod, {
        containers: [...containers(pod), { ...first(pod), name: 'beside', image: `registry.example.org/x@${digest}` }],
      }),
  },
  {
    what: 'carry the name of a workload that is not of its namespace',
    change: (pod) => labels(pod, { ...pod.metadata?.labels, [nameLabel]: 'somebody-else' }),
  },
  { what: 'carry no name', change: (pod) => labels(pod, {}) },
  { what: 'run as the deployer', change: (pod) => spec(pod, { serviceAccountName: 'deployer' }) },
  { what: 'get a token of the API server', change: (pod) => spec(pod, { automountServiceAccountToken: true }) },
  {
    what: 'mount a token of the API server',
    change: (pod) => volume(pod, { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
  },
  { what: 'use the network of its node', change: (pod) => spec(pod, { hostNetwork: true }) },
  { what: 'see the processes of its node', change: (pod) => spec(pod, { hostPID: true }) },
  { what: 'share memory with its node', change: (pod) => spec(pod, { hostIPC: true }) },
  {
    what: 'open a port on its node',
    change: (pod) => container(pod, { ports: [{ containerPort: 80, hostPort: 80 }] }),
  },
  { what: 'mount a folder of its node', change: (pod) => volume(pod, { hostPath: { path: '/' } }) },
  { what: 'be privileged', change: (pod) => security(pod, { privileged: true }) },
  { what: 'gain privileges', change: (pod) => security(pod, { allowPrivilegeEscalation: true }) },
  { what: 'add capabilities', change: (pod) => security(pod, { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }) },
  { what: 'keep capabilities', change: (pod) => security(pod, { capabilities: {} }) },
  {
    what: 'run as root',
    change: (pod) =>
      security(spec(pod, { securityContext: { ...pod.spec?.securityContext, runAsNonRoot: false, runAsUser: 0 } }), {
        runAsNonRoot: false,
      }),
  },
  {
    what: 'run without seccomp',
    change: (pod) =>
      spec(pod, { securityContext: { ...pod.spec?.securityContext, seccompProfile: { type: 'Unconfined' } } }),
  },
  {
    what: 'push other pods off their node',
    change: (pod) => spec(pod, { priorityClassName: 'system-node-critical' }),
  },
  { what: 'choose its node itself', change: (pod) => spec(pod, { nodeName: 'any' }) },
  {
    what: 'run on nodes that are kept for others',
    change: (pod) => spec(pod, { tolerations: [{ operator: 'Exists' }] }),
  },
  {
    what: 'keep the pods of other namespaces off its node',
    change: (pod) =>
      spec(pod, {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'kubernetes.io/hostname', namespaceSelector: {}, labelSelector: {} },
            ],
          },
        },
      }),
  },
  {
    what: 'follow the pods of another namespace',
    change: (pod) =>
      spec(pod, {
        affinity: {
          podAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', namespaces: ['kube-system'] } },
            ],
          },
        },
      }),
  },
  {
    what: 'choose its node by the labels of nodes',
    change: (pod) => spec(pod, { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } }),
  },
  { what: 'be placed by a scheduler of somebody else', change: (pod) => spec(pod, { schedulerName: 'mine' }) },
  { what: 'hold its node for an hour', change: (pod) => spec(pod, { terminationGracePeriodSeconds: 3600 }) },
  {
    what: 'claim a device',
    change: (pod) => spec(pod, { resourceClaims: [{ name: 'device', resourceClaimName: 'device' }] }),
  },
  {
    what: 'ask for what its team has no share of',
    change: (pod) => container(pod, { resources: { limits: { 'example.org/device': '1' } } }),
  },
  {
    what: 'mount an image of somebody else',
    change: (pod) => volume(pod, { image: { reference: 'registry.example.org/somebody/else:latest' } }),
  },
  { what: 'fill the disk of its node', change: (pod) => volume(pod, { emptyDir: {} }) },
  {
    what: 'mount what a driver of the node brings',
    change: (pod) => volume(pod, { csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } }),
  },
];

function containers({ spec: { containers: all = [] } = {} }: Template): readonly Container[] {
  return all;
}

function first(pod: Template): Container {
  return containers(pod)[0] ?? {};
}

function spec(pod: Template, fields: Readonly<Record<string, unknown>>): Template {
  return { ...pod, spec: { ...pod.spec, ...fields } };
}

function container(pod: Template, fields: Container): Template {
  return spec(pod, { containers: containers(pod).map((each, index) => (index === 0 ? { ...each, ...fields } : each)) });
}

function security(pod: Template, fields: object): Template {
  return spec(pod, {
    containers: containers(pod).map((each) => ({ ...each, securityContext: { ...each.securityContext, ...fields } })),
  });
}

function volume(pod: Template, source: object): Template {
  return spec(pod, { volumes: [...(pod.spec?.volumes ?? []), { name: 'hostile', ...source }] });
}

function labels(pod: Template, changed: Readonly<Record<string, string>>): Template {
  return { ...pod, metadata: { ...pod.metadata, labels: changed } };
}
