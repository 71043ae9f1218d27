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
  oneOfEachKind,
  type TriedSync,
} from './tried.ts';

/** Content that a team could put into its own folder. */
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
  const unlisted = governingManifests(namespace, name).filter(({ object }) => object.kind !== 'ConfigMap');
  const workloads = workloadManifests(own, name);
  const bad = (kind: string, what: string): LiveObject =>
    workloads.find((each) => each.object.kind === kind && each.what === what)?.object as LiveObject;
  const service = (what: RegExp): LiveObject =>
    serviceManifests(own, [name]).find((each) => what.test(each.what))?.object as LiveObject;
  const rbac = 'rbac.authorization.k8s.io';
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name };
  const webhook = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' };
  const clusterKinds: readonly LiveObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules: [] },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef },
    { ...webhook, metadata: { name }, webhooks: [] },
  ];
  const jobs = ['Job', 'CronJob', 'DaemonSet', 'ReplicationController'].map((kind) => bad(kind, 'are its own'));
  const ofKind = (prefix: string, object: LiveObject): TriedSync =>
    one(`${prefix}-${object.kind.toLowerCase()}`, `a ${object.kind}`, [object], notPermitted);
  const deployment = (id: string, what: string, change: string): TriedSync =>
    one(id, what, [bad('Deployment', change)], notAdmitted);
  const exposure = (id: string, what: string, change: RegExp): TriedSync =>
    one(id, what, [service(change)], notAdmitted);
  const ownMap = [scratchConfigMap(namespace)];
  const into = (id: string, what: string, destination: object): TriedSync =>
    one(id, what, [scratchConfigMap(undefined)], notDestination, { destination });
  const { server } = inCluster;
  const foreign = [scratchConfigMap(other.namespace)];
  const shared = [{ ...scratchConfigMap(namespace), metadata: { name: `${team.service}-api-keys`, namespace } }];
  const otherNamespace = refused('argocd', /namespace \S+ is not permitted in project/);
  // prettier-ignore
  return [
    one(control, 'a ConfigMap into its own namespace', ownMap, allowed),
    one('own-deployment', 'its own Deployment', [bad('Deployment', 'are its own')], allowed, { dryRun: true }),
    one('own-by-name', 'into its own cluster by name', ownMap, allowed, { destination: { name: 'in-cluster', namespace } }),
    one('foreign-namespace', 'a manifest that names another namespace', foreign, otherNamespace),
    ...oneOfEachKind(unlisted).map((object) => ofKind('kind', object)),
    ...jobs.map((object) => ofKind('kind', object)),
    ...clusterKinds.map((object) => ofKind('cluster', object)),
    one('create-namespace', 'with CreateNamespace=true', ownMap, notPermitted, {
      syncOptions: ['CreateNamespace=true'],
      unmodelled: "sync options; the guard keeps them out of a team's hands with the Applications",
    }),
    one('pod', 'a bare pod, a kind that is listed so that it shows', [bad('Pod', 'are its own')], notGranted),
    deployment('foreign-image', 'an image of somebody else', 'run an image of somebody else'),
    deployment('image-by-tag', 'an image by its tag', 'run an image by a tag that can be moved'),
    deployment('host-network', "pods on the node's network", 'use the network of its node'),
    deployment('as-deployer', 'pods that run as the deployer', 'run as the deployer'),
    exposure('node-port', 'a NodePort', /of type NodePort to its own pods$/),
    exposure('external-name', 'an ExternalName', /of type ExternalName to its own pods$/),
    exposure('external-ips', 'a Service with externalIPs', /without a type to its own pods, with externalIPs$/),
    exposure('no-selector', 'a Service without a selector', /without a type without a selector$/),
    into('other-destination', "into another team's namespace", { server, namespace: other.namespace }),
    into('system-destination', 'into kube-system', { server, namespace: 'kube-system' }),
    into('unknown-server', 'to a server that nobody knows', { server: 'https://example.org', namespace }),
    into('no-destination', 'to no destination', {}),
    {
      ...into('name-and-server', 'to a destination by name and server', { name: 'in-cluster', server, namespace }),
      expected: refused('argocd', /destination|both/i),
      unmodelled: 'destinations that give both name and server',
    },
    one('other-repository', 'from another repository', ownMap, refused('argocd', /repo(sitory)? .*is not permitted in project/), {
      repoURL: 'http://git.git.svc.cluster.local/somebody/else',
    }),
    // Content from the other team's folder: it names the other's namespace.
    one(
      'other-folder',
      "another team's folder",
      [{ ...scratchConfigMap(other.namespace), kind: 'Service' }],
      refused('argocd', /namespace \S+ is not permitted|is not permitted in project/),
      { path: `apps/${other.name}/${other.service}/overlays/local` },
    ),
    one('shared', 'an object that another Application owns', shared, refused('argocd', /Shared resource found|shared/i), {
      // Should it get through, the object would keep the mark of a deleted Application, and its owner would be refused.
      dryRun: true,
      syncOptions: ['FailOnSharedResource=true'],
      unmodelled: 'objects of several Applications',
    }),
  ];
}
