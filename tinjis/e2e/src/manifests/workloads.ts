import { serviceOn } from '@tinjis/delivery/model/model';
import { serviceKey } from '@tinjis/delivery/model/layout';
import type { ServiceName } from '@tinjis/delivery/model/teams';
import { type Template, hostilePods } from '@tinjis/delivery/verify/hostile-pods';
import type { ServedRepository } from '../identities/served-repository.ts';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';

/** A team's namespace and a service in it. Each attempt is one of the service's pods with one change. */
export interface OwnService {
  readonly service: ServiceName;
  readonly namespace: string;
  /** Name of the service's workload, and so of its ServiceAccount and label. */
  readonly workload: string;
  /** Image path that belongs to the service. */
  readonly image: string;
  /**
   * The pod template of its Deployment, with its image. Probes and hooks are left out, because not every kind of
   * container may have them.
   */
  readonly template: Template;
}

/** Each service of the served repository. */
export function ownServices({ model, cluster }: ServedRepository): readonly OwnService[] {
  return model.teams.developers.flatMap((team) =>
    team.services.map(({ team: of, name }): OwnService => {
      const service = { team: of, service: name };
      const { workload } = serviceOn(model, cluster, service);
      const [deployment] = workload.objects.kind('apps/Deployment');
      const template = (deployment?.object as { spec?: { template?: Template } } | undefined)?.spec?.template;
      if (!template) throw new Error(`${serviceKey(service)} has no Deployment in the served repository`);
      return {
        service,
        namespace: team.namespace,
        workload: name,
        image: `${model.teams.registry}/${name}`,
        template: plain(template),
      };
    }),
  );
}

function plain({ metadata, spec = {} }: Template): Template {
  const containers = (spec.containers ?? []).map((container) => {
    const { name = '', image = '', securityContext = {}, ports = [] } = container;
    return { name, image, securityContext, ports };
  });
  return { ...(metadata && { metadata }), spec: { ...spec, containers } };
}

/** An object that somebody may try to write, and what makes it special. */
export interface TriedManifest {
  /** Its effect, as the end of "a Deployment whose pods …" or of "a Service …". */
  readonly what: string;
  readonly object: LiveObject;
}

/** The kinds that start pods from a template, each with no more fields than the API server demands. */
const wraps: readonly (readonly [apiVersion: string, kind: string, spec: (template: Template) => object])[] = [
  ['v1', 'ReplicationController', (template) => ({ replicas: 1, selector: template.metadata?.labels, template })],
  ['apps/v1', 'Deployment', (template) => ({ replicas: 1, ...selected(template) })],
  ['apps/v1', 'ReplicaSet', (template) => ({ replicas: 1, ...selected(template) })],
  ['apps/v1', 'StatefulSet', (template) => ({ replicas: 1, serviceName: 'x', ...selected(template) })],
  ['apps/v1', 'DaemonSet', selected],
  ['batch/v1', 'Job', (template) => ({ template: once(template) })],
  [
    'batch/v1',
    'CronJob',
    (template) => ({ schedule: '0 0 1 1 *', jobTemplate: { spec: { template: once(template) } } }),
  ],
];

function selected(template: Template): object {
  return { selector: { matchLabels: template.metadata?.labels }, template };
}

/** One template, as a pod and in every kind that starts pods. */
function workloadsWith(template: Template, namespace: string, name: string): readonly LiveObject[] {
  const { metadata = {}, spec = {} } = template;
  // The API server refuses a selector that is empty, or that differs from the template's labels, before it asks any
  // rule.
  const selectable = Object.keys(metadata.labels ?? {}).length > 0;
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, spec },
    ...wraps
      .filter(([, kind]) => selectable || kind.endsWith('Job'))
      .map(([apiVersion, kind, specOf]) => ({
        apiVersion,
        kind,
        metadata: { name, namespace },
        spec: specOf(template),
      })),
  ];
}

/** The service's own pods unchanged, and with each change for the worse, in every kind that starts pods. */
export function workloadManifests({ namespace, template, image }: OwnService, name: string): readonly TriedManifest[] {
  const own = { what: 'are its own', change: (pod: Template) => pod };
  return [own, ...hostilePods].flatMap(({ what, change }) =>
    workloadsWith(storable(change(template, image)), namespace, name).map((object) => ({ what, object })),
  );
}

/** A Deployment with some fields set on all containers. */
export function withContainers(deployment: LiveObject, fields: object): LiveObject {
  const { template, ...spec } = deployment['spec'] as { template: { spec: { containers: readonly object[] } } };
  const containers = template.spec.containers.map((container) => ({ ...container, ...fields }));
  return { ...deployment, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } };
}

function once(template: Template): Template {
  return { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
}

/**
 * The API server rejects a privileged container that forbids privilege escalation as invalid, before it asks any rule.
 */
function storable(template: Template): Template {
  const containers = (template.spec?.containers ?? []).map((container) => {
    const { privileged } = (container.securityContext ?? {}) as { privileged?: boolean };
    return privileged
      ? { ...container, securityContext: { ...container.securityContext, allowPrivilegeEscalation: true } }
      : container;
  });
  return { ...template, spec: { ...template.spec, containers } };
}
