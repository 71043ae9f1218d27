import { kubernetesUser, type KubernetesUser } from '@tinjis/delivery/model/identity';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import {
  type OwnService,
  ownServices,
  type TriedManifest,
  withContainers,
  workloadManifests,
} from '../../manifests/workloads.ts';
import { annotationManifests } from '../../manifests/annotations.ts';
import { autoscalerManifests, budgetManifests } from '../../manifests/availability.ts';
import { argocdManifests, clusterManifests, governingManifests } from '../../manifests/governing.ts';
import { ingressManifests } from '../../manifests/kinds.ts';
import { endpointManifests, serviceManifests } from '../../manifests/services.ts';
import type { Write } from '../../refusals/api-server.ts';
import type { ServedRepository } from '../../identities/served-repository.ts';

/** Somebody writes an object. */
export interface AdmissionQuestion {
  readonly who: KubernetesUser;
  readonly what: string;
  readonly write: Write;
}

const name = 'tinjis-prediction';
const strangeImage = `registry.example.org/x@sha256:${'0'.repeat(64)}`;

/**
 * Everything worth trying against the admission rules. Each deployer tries it in its own namespace and in the others'.
 * Since RBAC stops a deployer early, the platform's deployer, whom only admission can stop, tries it too, and so does
 * an administrator, whom some rules let pass.
 */
export async function questionsOf(admin: Kubernetes, served: ServedRepository): Promise<readonly AdmissionQuestion[]> {
  const services = ownServices(served);
  const teams = services.map(({ namespace }) => kubernetesUser({ kind: 'account', namespace, name: 'deployer' }));
  const platform = kubernetesUser({ kind: 'account', namespace: 'argocd', name: 'platform-deployer' });
  const administrator = { user: 'administrator', groups: ['system:masters', 'system:authenticated'] };
  const everybody = [...teams, platform, administrator];
  const repository = served.cluster.declared.repository;
  const created = services
    .flatMap((service) => [
      ...workloadManifests(service, name),
      ...serviceManifests(service, [service.workload, name]),
      ...annotationManifests(service, name),
      ...budgetManifests(service, name),
      ...autoscalerManifests(service, name),
      ...ingressManifests(service, name, 'node-port'),
      ...endpointManifests(service, name, '10.244.0.10'),
      ...governingManifests(service.namespace, name),
    ])
    .concat(clusterManifests(name), argocdManifests('argocd', name, repository), governingManifests('argocd', name));
  const creations = everybody.flatMap((who) =>
    created.map(({ what, object }) => ({ who, what, write: { verb: 'create' as const, object } })),
  );
  const stored = await Promise.all(services.map((service) => changesOf(admin, service)));
  return [...creations, ...everybody.flatMap((who) => stored.flat().map(({ what, write }) => ({ who, what, write })))];
}

/** Changes to the existing objects, each for the worse, and their removal. */
async function changesOf(
  admin: Kubernetes,
  { namespace, workload }: OwnService,
): Promise<readonly Omit<AdmissionQuestion, 'who'>[]> {
  const [deployment, service, team, policy, account] = (await Promise.all(
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: workload },
      { apiVersion: 'v1', kind: 'Service', namespace, name: workload },
      { apiVersion: 'v1', kind: 'Namespace', name: namespace },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name: 'default-deny' },
      { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: workload },
    ].map(async (reference) => unversioned(await admin.get(reference))),
  )) as [LiveObject, LiveObject, LiveObject, LiveObject, LiveObject];
  const labels = Object.fromEntries(
    Object.entries(team.metadata.labels ?? {}).filter(([key]) => key !== 'tinjis.io/team'),
  );
  const exposed = { ...(service['spec'] as object), externalIPs: ['203.0.113.7'] };
  const privileged = { 'pod-security.kubernetes.io/enforce': 'privileged' };
  const open = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] };
  const changed: readonly (TriedManifest & { readonly stored: LiveObject })[] = [
    { what: 'with another image', stored: deployment, object: withContainers(deployment, { image: strangeImage }) },
    { what: 'as it is', stored: deployment, object: deployment },
    { what: 'with externalIPs', stored: service, object: { ...service, spec: exposed } },
    { what: 'without its team label', stored: team, object: { ...team, metadata: { ...team.metadata, labels } } },
    { what: 'with another Pod Security level', stored: team, object: labelled(team, privileged) },
    { what: 'that lets everything in', stored: policy, object: { ...policy, spec: open } },
    { what: 'with a label', stored: account, object: labelled(account, { x: 'y' }) },
  ];
  return [
    ...changed.map(({ what, object, stored }) => ({ what, write: { verb: 'update' as const, object, stored } })),
    ...[deployment, service, team, policy, account].map((object) => ({
      what: 'that is there',
      write: { verb: 'delete' as const, object, stored: object },
    })),
  ];
}

/** Without a version, an object replaces whatever is stored by then: controllers write status all the time. */
function unversioned(object: LiveObject): LiveObject {
  const { resourceVersion, ...metadata } = object.metadata;
  return resourceVersion === undefined ? object : { ...object, metadata };
}

function labelled(object: LiveObject, labels: Readonly<Record<string, string>>): LiveObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}
