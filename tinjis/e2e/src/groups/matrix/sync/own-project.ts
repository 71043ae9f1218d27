import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/objects';
import { otherThan, type Participants } from '../../../identities/participants.ts';
import { governingManifests } from '../../../manifests/governing.ts';
import { serviceManifests } from '../../../manifests/services.ts';
import { workloadManifests } from '../../../manifests/workloads.ts';
import { allowed, type ExpectedOutcome, refused, scratchName as name } from '../case.ts';
import {
  scratchConfigMap,
  control,
  notAdmitted,
  notDestination,
  notGranted,
  notPermitted,
  type TriedSync,
} from './tried.ts';

/** What a team could put into its own folder. */
export function ownProject(participants: Participants): readonly TriedSync[] {
  const [team] = participants.teams;
  const other = otherThan(participants, team);
  const { name: project, namespace, own } = team;
  const one = (
    id: string,
    what: string,
    objects: readonly LiveObject[],
    expected: ExpectedOutcome,
    more: Partial<TriedSync> = {},
  ): TriedSync => ({ id, what, project, objects, expected, ...more });
  const kindId = (prefix: string, { kind }: LiveObject): string => `${prefix}-${kind.toLowerCase()}`;
  const listed = new Set(['ConfigMap']);
  const governing = governingManifests(namespace, name)
    .filter(({ object }) => !listed.has(object.kind))
    .map(({ object }) => object);
  const unlisted = [...new Map(governing.map((object) => [object.kind, object])).values()];
  const workloads = workloadManifests(own, name);
  const bad = (kind: string, what: string): LiveObject =>
    workloads.find((each) => each.object.kind === kind && each.what === what)?.object as LiveObject;
  const service = (what: RegExp): LiveObject =>
    serviceManifests(own, [name]).find((each) => what.test(each.what))?.object as LiveObject;
  const rbac = 'rbac.authorization.k8s.io/v1';
  const clusterKinds: readonly LiveObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules: [] },
    {
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name },
      webhooks: [],
    },
  ];
  const jobs = ['Job', 'CronJob', 'DaemonSet', 'ReplicationController'].map((kind) => bad(kind, 'are its own'));
  // prettier-ignore
  return [
    one(control, 'a ConfigMap into its own namespace', [scratchConfigMap(namespace)], allowed),
    one('own-deployment', 'its own Deployment', [bad('Deployment', 'are its own')], allowed, { dryRun: true }),
    one('own-by-name', 'into its own cluster by name', [scratchConfigMap(namespace)], allowed, { destination: { name: 'in-cluster', namespace } }),
    one('foreign-namespace', 'a manifest that names another namespace', [scratchConfigMap(other.namespace)], refused('argocd', /namespace \S+ is not permitted in project/)),
    ...unlisted.map((object) =>
      one(kindId('kind', object), `a ${object.kind}`, [object], refused('argocd', notPermitted)),
    ),
    ...jobs.map((object) => one(kindId('kind', object), `a ${object.kind}`, [object], refused('argocd', notPermitted))),
    ...clusterKinds.map((object) =>
      one(kindId('cluster', object), `a ${object.kind}`, [object], refused('argocd', notPermitted)),
    ),
    one('create-namespace', 'with CreateNamespace=true', [scratchConfigMap(namespace)], refused('argocd', notPermitted), {
      syncOptions: ['CreateNamespace=true'],
      unmodelled: "sync options; the guard keeps them out of a team's hands with the Applications",
    }),
    one('pod', 'a bare pod, a kind that is listed so that it shows', [bad('Pod', 'are its own')], refused('rbac', notGranted)),
    one('foreign-image', 'an image of somebody else', [bad('Deployment', 'run an image of somebody else')], refused('admission', notAdmitted)),
    one('image-by-tag', 'an image by its tag', [bad('Deployment', 'run an image by a tag that can be moved')], refused('admission', notAdmitted)),
    one('host-network', "pods on the node's network", [bad('Deployment', 'use the network of its node')], refused('admission', notAdmitted)),
    one('as-deployer', 'pods that run as the deployer', [bad('Deployment', 'run as the deployer')], refused('admission', notAdmitted)),
    one('node-port', 'a NodePort', [service(/of type NodePort to its own pods$/)], refused('admission', notAdmitted)),
    one('external-name', 'an ExternalName', [service(/of type ExternalName to its own pods$/)], refused('admission', notAdmitted)),
    one('external-ips', 'a Service with externalIPs', [service(/without a type to its own pods, with externalIPs$/)], refused('admission', notAdmitted)),
    one('no-selector', 'a Service without a selector', [service(/without a type without a selector$/)], refused('admission', notAdmitted)),
    one('other-destination', "into another team's namespace", [scratchConfigMap(undefined)], refused('argocd', notDestination), { destination: { server: inCluster.server, namespace: other.namespace } }),
    one('system-destination', 'into kube-system', [scratchConfigMap(undefined)], refused('argocd', notDestination), { destination: { server: inCluster.server, namespace: 'kube-system' } }),
    one('unknown-server', 'to a server that nobody knows', [scratchConfigMap(undefined)], refused('argocd', notDestination), {
      destination: { server: 'https://example.org', namespace },
    }),
    one('no-destination', 'to no destination', [scratchConfigMap(undefined)], refused('argocd', notDestination), { destination: {} }),
    one(
      'name-and-server',
      'to a destination by name and server',
      [scratchConfigMap(undefined)],
      refused('argocd', /destination|both/i),
      {
        destination: { name: 'in-cluster', server: inCluster.server, namespace },
        unmodelled: 'destinations that give both name and server',
      },
    ),
    one(
      'other-repository',
      'from another repository',
      [scratchConfigMap(namespace)],
      refused('argocd', /repo(sitory)? .*is not permitted in project/),
      { repoURL: 'http://git.git.svc.cluster.local/somebody/else' },
    ),
    one(
      'other-folder',
      "another team's folder",
      [otherObject(participants)],
      refused('argocd', /namespace \S+ is not permitted|is not permitted in project/),
      { path: `apps/${other.name}/${other.service}/overlays/local` },
    ),
    one(
      'shared',
      'an object that another Application owns',
      [{ ...scratchConfigMap(namespace), metadata: { name: `${team.service}-api-keys`, namespace } }],
      refused('argocd', /Shared resource found|shared/i),
      {
        // Should it get through, the object would keep the mark of an Application that is gone, and be refused to its
        // owner.
        dryRun: true,
        syncOptions: ['FailOnSharedResource=true'],
        unmodelled: 'objects of several Applications',
      },
    ),
  ];
}

/** Something of the other team's folder: it names the other's namespace. */
function otherObject(participants: Participants): LiveObject {
  const other = otherThan(participants, participants.teams[0]);
  return { ...scratchConfigMap(other.namespace), kind: 'Service' };
}
