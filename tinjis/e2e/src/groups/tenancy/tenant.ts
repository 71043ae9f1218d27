import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { ApiCaller } from '../../identities/identities.ts';
import { governingManifests } from '../../manifests/governing.ts';
import { serviceManifests } from '../../manifests/services.ts';
import { withContainers, workloadManifests } from '../../manifests/workloads.ts';
import { accessReview, requestsFor, targetsOf } from '../prediction/access-review.ts';
import { inParallel } from '@tinjis/cluster/in-parallel';
import type { Team } from '../../identities/participants.ts';
import { observedFrom } from '../../refusals/api-server.ts';
import type { Observed } from '../../refusals/decision.ts';

/** The findings of a benchmark check: nothing, or each thing that the benchmark does not want to see. */
type TenancyFindings = readonly string[];

/** The tenant and the cluster under examination. */
export interface Tenancy {
  readonly admin: Kubernetes;
  readonly team: Team;
  readonly other: Team;
  /**
   * Everybody who may write into the namespace: the people, the account that syncs, and an account with every right,
   * which admission alone stops.
   */
  readonly writers: readonly ApiCaller[];
  /** The tenant: its people, and the account that acts for them. */
  readonly tenant: readonly ApiCaller[];
}

/** One check of the Kubernetes multi-tenancy benchmarks. */
export interface Benchmark {
  /** Folder of the check in kubernetes-sigs/multi-tenancy, benchmarks/kubectl-mtb/test/benchmarks. */
  readonly id: string;
  readonly title: string;
  readonly level: 1 | 2;
  /** Why this platform deviates, where it does so on purpose. */
  readonly otherwise?: string;
  run(tenancy: Tenancy): Promise<TenancyFindings>;
}

const name = 'tinjis-tenancy';

export async function clusterResources({ admin, tenant }: Tenancy): Promise<TenancyFindings> {
  // Everybody may ask about themselves, and the answer says nothing about the cluster.
  const isOneself = /^(authentication|authorization)\.k8s\.io$/;
  const targets = (await targetsOf(admin.discovery)).filter(
    ({ namespaced, group }) => !namespaced && !isOneself.test(group),
  );
  const usual = requestsFor(targets, []).filter(({ verb }) => !/impersonate|escalate|bind|approve|sign/.test(verb));
  return granted(admin, tenant, usual);
}

export async function otherTenant({ admin, tenant, other }: Tenancy): Promise<TenancyFindings> {
  const targets = (await targetsOf(admin.discovery)).filter(({ namespaced }) => namespaced);
  const requests = requestsFor(targets, [other.namespace]).filter(
    ({ namespace, group }) => namespace !== undefined && group !== 'authorization.k8s.io',
  );
  return granted(admin, tenant, requests);
}

async function granted(
  admin: Kubernetes,
  tenant: readonly ApiCaller[],
  requests: readonly ResourceRequest[],
): Promise<TenancyFindings> {
  const asked = tenant.flatMap((who) => requests.map((request) => ({ who, request })));
  const found = await inParallel(asked, 8, async ({ who, request }) => {
    const { allowed } = await accessReview(admin, { id: who.name, governed: true, ...who.user }, request);
    const { verb, resource, subresource } = request;
    return allowed ? [`${who.name} may ${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`] : [];
  });
  return found.flat();
}

/** The platform's objects that a tenant could delete, tried by dry run as the benchmark does. */
export async function platformObjects({ admin, tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
  const kinds = [
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
    ['v1', 'ServiceAccount'],
    ['v1', 'ResourceQuota'],
    ['v1', 'LimitRange'],
  ] as const;
  const objects = await Promise.all(
    kinds.map(async ([apiVersion, kind]) => {
      const found = await admin.list({ apiVersion, kind, namespace });
      return found.map(({ metadata }) => ({ apiVersion, kind, namespace, name: metadata.name }));
    }),
  );
  return through(
    tenant.flatMap((who) =>
      objects.flat().map((reference) => ({
        what: `${who.name} may delete ${reference.kind} ${reference.name}`,
        attempt: () => who.client.tryDelete(reference, { dryRun: true }),
      })),
    ),
  );
}

/** A pod that does one thing from the list, tried by everybody who might write a pod. */
export function podBenchmark(id: string, title: string, ...whats: readonly string[]): Benchmark {
  return {
    id,
    title,
    level: 1,
    run: ({ writers, team: { own } }) => {
      const pods = workloadManifests(own, name)
        .filter(({ what, object }) => whats.includes(what) && object.kind === 'Pod')
        .map(({ object }) => object);
      if (pods.length !== whats.length) throw new Error(`no pod is known that would ${whats.join(' or ')}`);
      return creations(writers, pods);
    },
  };
}

export function nodePortServices({ writers, team: { own } }: Tenancy): Promise<TenancyFindings> {
  return creations(
    writers,
    serviceManifests(own, [name])
      .filter(({ what }) => /of type NodePort to its own pods$/.test(what))
      .map(({ object }) => object),
  );
}

/** Tried with a Deployment: the tenant's own route to pods. */
export function pullPolicy({ tenant, team: { own } }: Tenancy): Promise<TenancyFindings> {
  const [deployment] = workloadManifests(own, name).filter(({ object }) => object.kind === 'Deployment');
  if (!deployment) throw new Error('no Deployment is known');
  return creations(tenant, [withContainers(deployment.object, { imagePullPolicy: 'Never' })]);
}

export function quotaOf(...bounds: readonly string[]): Benchmark['run'] {
  return async ({ admin, team: { namespace } }) => {
    const quotas = await admin.list({ apiVersion: 'v1', kind: 'ResourceQuota', namespace });
    const written = quotas.flatMap(({ spec }) => Object.keys((spec as { hard?: object }).hard ?? {}));
    const bounded = written.map((bound) => bound.replace(/^(requests|limits|count)[./]/, ''));
    return bounds.filter((bound) => !bounded.includes(bound)).map((bound) => `${bound} has no bound`);
  };
}

export function quotaChanges({ tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'share' };
  const own = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name, namespace }, spec: { hard: { pods: '9' } } };
  return through(
    tenant.flatMap(({ client, name: who }) => [
      { what: `${who} may create a ResourceQuota`, attempt: () => client.tryCreate(own, { dryRun: true }) },
      {
        what: `${who} may change its ResourceQuota`,
        attempt: () => client.tryPatch(quota, { spec: { hard: { pods: '999' } } }, { dryRun: true }),
      },
      { what: `${who} may delete its ResourceQuota`, attempt: () => client.tryDelete(quota, { dryRun: true }) },
    ]),
  );
}

export function escalation({ admin, tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
  const group = 'rbac.authorization.k8s.io';
  return granted(admin, tenant, [
    { verb: 'escalate', group, resource: 'roles', namespace },
    { verb: 'escalate', group, resource: 'clusterroles' },
    { verb: 'bind', group, resource: 'roles', namespace },
    { verb: 'bind', group, resource: 'clusterroles', name: 'cluster-admin' },
  ]);
}

/** The benchmark wants a tenant to be able to create this kind; the finding is that nobody in the tenant is. */
export function selfService(kind: string): Benchmark['run'] {
  return async ({ tenant, team: { namespace } }) => {
    const [manifest] = governingManifests(namespace, name).filter(({ object }) => object.kind === kind);
    const able = await creations(tenant, manifest ? [manifest.object] : []);
    return able.length === 0 ? [`nobody of the tenant may create a ${kind}`] : [];
  };
}

function creations(who: readonly ApiCaller[], objects: readonly LiveObject[]): Promise<TenancyFindings> {
  return through(
    who.flatMap(({ client, name: writer }) =>
      objects.map((object) => ({
        what: `${writer} may create a ${object.kind}`,
        attempt: () => client.tryCreate(object, { dryRun: true }),
      })),
    ),
  );
}

interface Attempt {
  readonly what: string;
  attempt(): Promise<Parameters<typeof observedFrom>[0]>;
}

/** The attempts that get through. An invalid request proves nothing. */
async function through(attempts: readonly Attempt[]): Promise<TenancyFindings> {
  const found = await inParallel(attempts, 4, async ({ what, attempt }) => {
    const observed: Observed = observedFrom(await attempt());
    if (observed.verdict === 'denied' && observed.layer === 'other') throw new Error(`${what}? ${observed.message}`);
    return observed.verdict === 'allowed' ? [what] : [];
  });
  return found.flat();
}
