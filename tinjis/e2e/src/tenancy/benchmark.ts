import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { ApiCaller } from '../identities/identities.ts';
import { governingManifests } from '../manifests/governing.ts';
import { serviceManifests } from '../manifests/services.ts';
import { workloadManifests } from '../manifests/workloads.ts';
import { accessReview } from '../prediction/rights/review.ts';
import { inParallel } from '../prediction/in-parallel.ts';
import { requestsFor, targetsOf } from '../prediction/rights/requests.ts';
import type { Team } from '../matrix/world.ts';
import { observedFrom } from '../refusals/api-server.ts';
import type { Observed } from '../refusals/decision.ts';

/** What a check of the benchmark found: nothing, or each thing that it does not want to see. */
export type TenancyFindings = readonly string[];

/** Tenant and cluster that are looked at. */
export interface Tenancy {
  readonly admin: Kubernetes;
  readonly team: Team;
  readonly other: Team;
  /**
   * Who may write into the namespace: the people, the account that syncs, and one with every right, whom admission
   * alone stops.
   */
  readonly writers: readonly ApiCaller[];
  /** Who is the tenant: its people, and the account that acts for them. */
  readonly tenant: readonly ApiCaller[];
}

/** One check of the Kubernetes multi-tenancy benchmarks. */
export interface Benchmark {
  /** Folder of the check in kubernetes-sigs/multi-tenancy, benchmarks/kubectl-mtb/test/benchmarks. */
  readonly id: string;
  readonly title: string;
  readonly level: 1 | 2;
  /** Why this platform does otherwise, where it does so on purpose. */
  readonly otherwise?: string;
  run(tenancy: Tenancy): Promise<TenancyFindings>;
}

const name = 'tinjis-tenancy';

/** The 19 checks that kubectl-mtb has, by its method: as the tenant, and nothing is stored. */
export const benchmarks: readonly Benchmark[] = [
  {
    id: 'block_access_to_cluster_resources',
    title: 'a tenant reaches no resource of the cluster',
    level: 1,
    run: clusterResources,
  },
  {
    id: 'block_multitenant_resources',
    title: 'a tenant cannot change what the platform put into its namespace',
    level: 1,
    run: platformObjects,
  },
  {
    id: 'block_other_tenant_resources',
    title: 'a tenant reaches nothing of another tenant',
    level: 1,
    run: otherTenant,
  },
  pod('block_add_capabilities', 'no container adds capabilities', 'add capabilities'),
  pod('require_run_as_non_root_user', 'no container runs as root', 'run as root'),
  pod('block_privileged_containers', 'no container is privileged', 'be privileged'),
  pod('block_privilege_escalation', 'no container gains privileges', 'gain privileges'),
  pod('block_use_of_host_path', 'no pod mounts a folder of its node', 'mount a folder of its node'),
  pod(
    'block_use_of_host_networking_and_ports',
    "no pod uses its node's network or ports",
    'use the network of its node',
    'open a port on its node',
  ),
  pod('block_use_of_host_pid', "no pod sees its node's processes", 'see the processes of its node'),
  pod('block_use_of_host_ipc', 'no pod shares memory with its node', 'share memory with its node'),
  {
    id: 'block_use_of_nodeport_services',
    title: 'a tenant opens no port on every node, but of a service that the team file marks `outside`',
    level: 1,
    run: nodePorts,
  },
  {
    id: 'require_always_pull_image',
    title: 'images are pulled at every start',
    level: 1,
    run: pullPolicy,
    otherwise:
      'an image is tied to its workload by path and digest, so that what lies on a node cannot be anything else',
  },
  {
    id: 'configure_ns_quotas',
    title: 'a namespace has bounds for CPU, memory and ephemeral storage',
    level: 1,
    run: quotaOf('cpu', 'memory', 'ephemeral-storage'),
    otherwise:
      'ephemeral storage has no bound: writable folders are emptyDirs with a size limit, and every root file system is read-only',
  },
  {
    id: 'configure_ns_object_quota',
    title: 'a namespace has bounds for the number of objects',
    level: 1,
    run: quotaOf(
      'pods',
      'services',
      'replicationcontrollers',
      'resourcequotas',
      'secrets',
      'configmaps',
      'persistentvolumeclaims',
      'services.nodeports',
      'services.loadbalancers',
    ),
    otherwise:
      'what costs or opens something has a bound (pods, volumes, node ports); kinds that only lie in etcd come through review',
  },
  { id: 'block_ns_quota', title: 'a tenant cannot change its bounds', level: 1, run: quotaChanges },
  { id: 'block_role_privilege_escalation', title: 'a tenant cannot give itself rights', level: 2, run: escalation },
  {
    id: 'create_role_bindings',
    title: 'a tenant writes its own RoleBindings',
    level: 2,
    run: selfService('RoleBinding'),
    otherwise: 'rights are changed in policies/teams.yaml, where others see it',
  },
  {
    id: 'create_network_policies',
    title: 'a tenant writes its own NetworkPolicies',
    level: 2,
    run: selfService('NetworkPolicy'),
    otherwise: 'policies only add up: whoever may write one in a namespace can open it',
  },
];

async function clusterResources({ admin, tenant }: Tenancy): Promise<TenancyFindings> {
  // Asking about oneself is for everybody, and says nothing about the cluster.
  const isOneself = /^(authentication|authorization)\.k8s\.io$/;
  const targets = (await targetsOf(admin.discovery)).filter(
    ({ namespaced, group }) => !namespaced && !isOneself.test(group),
  );
  return granted(
    admin,
    tenant,
    requestsFor(targets, []).filter(({ verb }) => !/impersonate|escalate|bind|approve|sign/.test(verb)),
  );
}

async function otherTenant({ admin, tenant, other }: Tenancy): Promise<TenancyFindings> {
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
    return allowed
      ? [
          `${who.name} may ${request.verb} ${request.resource}${request.subresource === undefined ? '' : `/${request.subresource}`}`,
        ]
      : [];
  });
  return found.flat();
}

/** By dry run, as the benchmark does: what of the platform's a tenant could delete. */
async function platformObjects({ admin, tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
  const kinds = [
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
    ['v1', 'ServiceAccount'],
    ['v1', 'ResourceQuota'],
    ['v1', 'LimitRange'],
  ] as const;
  const objects = (
    await Promise.all(
      kinds.map(async ([apiVersion, kind]) =>
        (await admin.list({ apiVersion, kind, namespace })).map(({ metadata }) => ({
          apiVersion,
          kind,
          namespace,
          name: metadata.name,
        })),
      ),
    )
  ).flat();
  return through(
    tenant.flatMap((who) =>
      objects.map((reference) => ({
        what: `${who.name} may delete ${reference.kind} ${reference.name}`,
        attempt: () => who.client.tryDelete(reference, { dryRun: true }),
      })),
    ),
  );
}

/** A pod that does one thing of the list, by everybody who might write one. */
function pod(id: string, title: string, ...whats: readonly string[]): Benchmark {
  return {
    id,
    title,
    level: 1,
    run: ({ writers, team: { own } }) => {
      const pods = workloadManifests(own, name).filter(
        ({ what, object }) => whats.includes(what) && object.kind === 'Pod',
      );
      if (pods.length !== whats.length) throw new Error(`no pod is known that would ${whats.join(' or ')}`);
      return creations(
        writers,
        pods.map(({ object }) => object),
      );
    },
  };
}

function nodePorts({ writers, team: { own } }: Tenancy): Promise<TenancyFindings> {
  return creations(
    writers,
    serviceManifests(own, [name])
      .filter(({ what }) => /of type NodePort to its own pods$/.test(what))
      .map(({ object }) => object),
  );
}

/** As a Deployment: the tenant's own way to pods. */
function pullPolicy({ tenant, team: { own } }: Tenancy): Promise<TenancyFindings> {
  const [deployment] = workloadManifests(own, name).filter(({ object }) => object.kind === 'Deployment');
  const { template, ...spec } = deployment?.object['spec'] as { template: { spec: { containers: readonly object[] } } };
  const containers = template.spec.containers.map((container) => ({ ...container, imagePullPolicy: 'Never' }));
  const changed = { ...spec, template: { ...template, spec: { ...template.spec, containers } } };
  return creations(tenant, [{ ...deployment?.object, spec: changed } as LiveObject]);
}

function quotaOf(...bounds: readonly string[]): Benchmark['run'] {
  return async ({ admin, team: { namespace } }) => {
    const quotas = await admin.list({ apiVersion: 'v1', kind: 'ResourceQuota', namespace });
    const written = quotas.flatMap(({ spec }) => Object.keys((spec as { hard?: object }).hard ?? {}));
    const bounded = written.map((bound) => bound.replace(/^(requests|limits|count)[./]/, ''));
    return bounds.filter((bound) => !bounded.includes(bound)).map((bound) => `${bound} has no bound`);
  };
}

function quotaChanges({ tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
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

function escalation({ admin, tenant, team: { namespace } }: Tenancy): Promise<TenancyFindings> {
  const group = 'rbac.authorization.k8s.io';
  return granted(admin, tenant, [
    { verb: 'escalate', group, resource: 'roles', namespace },
    { verb: 'escalate', group, resource: 'clusterroles' },
    { verb: 'bind', group, resource: 'roles', namespace },
    { verb: 'bind', group, resource: 'clusterroles', name: 'cluster-admin' },
  ]);
}

/** The benchmark wants a tenant to be able to; what is found is that none is. */
function selfService(kind: string): Benchmark['run'] {
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

/** What of some attempts gets through; a request that is no good proves nothing. */
async function through(attempts: readonly Attempt[]): Promise<TenancyFindings> {
  const found = await inParallel(attempts, 4, async ({ what, attempt }) => {
    const observed: Observed = observedFrom(await attempt());
    if (observed.verdict === 'denied' && observed.layer === 'other') throw new Error(`${what}? ${observed.message}`);
    return observed.verdict === 'allowed' ? [what] : [];
  });
  return found.flat();
}
