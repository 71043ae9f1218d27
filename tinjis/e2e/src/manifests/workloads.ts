import { hostilePods, type Template } from '@tinjis/delivery/verify/hostile-pods';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { OwnService } from './ground.ts';

/** An object that somebody may try to write, and what is particular about it. */
export interface TriedManifest {
  /** What it does, as the end of "a Deployment whose pods …" or of "a Service …". */
  readonly what: string;
  readonly object: LiveObject;
}

/** What starts pods from a template, each with no more than the API server asks for. */
const wraps: readonly (readonly [apiVersion: string, kind: string, spec: (template: Template) => object])[] = [
  ['v1', 'ReplicationController', (template) => ({ replicas: 1, selector: template.metadata?.labels, template })],
  [
    'apps/v1',
    'Deployment',
    (template) => ({ replicas: 1, selector: { matchLabels: template.metadata?.labels }, template }),
  ],
  [
    'apps/v1',
    'ReplicaSet',
    (template) => ({ replicas: 1, selector: { matchLabels: template.metadata?.labels }, template }),
  ],
  [
    'apps/v1',
    'StatefulSet',
    (template) => ({ replicas: 1, serviceName: 'x', selector: { matchLabels: template.metadata?.labels }, template }),
  ],
  ['apps/v1', 'DaemonSet', (template) => ({ selector: { matchLabels: template.metadata?.labels }, template })],
  ['batch/v1', 'Job', (template) => ({ template: once(template) })],
  [
    'batch/v1',
    'CronJob',
    (template) => ({ schedule: '0 0 1 1 *', jobTemplate: { spec: { template: once(template) } } }),
  ],
];

/** One template as a pod and in everything that starts pods. */
export function workloadsWith(template: Template, namespace: string, name: string): readonly LiveObject[] {
  const { metadata = {}, spec = {} } = template;
  // A selector that is empty, or not that of the template, is refused before any rule is asked.
  const selectable = Object.keys(metadata.labels ?? {}).length > 0;
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, spec },
    ...wraps
      .filter(([, kind]) => selectable || kind.endsWith('Job'))
      .map(([apiVersion, kind, body]): LiveObject => ({
        apiVersion,
        kind,
        metadata: { name, namespace },
        spec: body(template),
      })),
  ];
}

/** The service's own pods as they are, and each change for the worse, in everything that starts pods. */
export function workloadManifests({ namespace, template, image }: OwnService, name: string): readonly TriedManifest[] {
  const own = { what: 'are its own', change: (pod: Template) => pod };
  return [own, ...hostilePods].flatMap(({ what, change }) =>
    workloadsWith(storable(change(template, image)), namespace, name).map((object): TriedManifest => ({
      what,
      object,
    })),
  );
}

function once(template: Template): Template {
  return { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
}

/** A privileged container that says it cannot gain privileges is refused as nonsense, before any rule is asked. */
function storable(template: Template): Template {
  const containers = (template.spec?.containers ?? []).map((container) => {
    const { privileged } = (container.securityContext ?? {}) as { privileged?: boolean };
    return privileged
      ? { ...container, securityContext: { ...container.securityContext, allowPrivilegeEscalation: true } }
      : container;
  });
  return { ...template, spec: { ...template.spec, containers } };
}
