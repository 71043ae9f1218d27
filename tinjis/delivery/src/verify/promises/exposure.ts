import { admit } from '@tinjis/rules/admission/admit';
import type { FirstTried } from '@tinjis/rules/admission/refuses';
import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { deliveryOf } from '../../answer/delivery.ts';
import { projectOf } from '../../answer/argocd.ts';
import { serviceOn, type ClusterModel, type Model } from '../../model/model.ts';
import type { AppProject, Application } from '@tinjis/rules/argocd/objects';
import { permitsKind } from '@tinjis/rules/argocd/kind';
import { agreed, type Ruling } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from '../../answer/rules.ts';
import { type Account, kubernetesUser } from '../../model/identity.ts';
import { imagined, groupOf } from '@tinjis/rules/objects/objects';
import { kindOf } from '@tinjis/rules/objects/kinds';
import { addressesOf, isExposed, nameLabel } from '../../model/layout.ts';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { Service } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Exposure {
  readonly what: string;
  readonly object: KubernetesObject & Readonly<Record<string, unknown>>;
}

/**
 * Routes to a pod other than its Service inside the cluster: each would pass its namespace's policies, or take its
 * name.
 */
export const exposure: DeliveryPromise = {
  name: 'exposure',
  says: 'no team exposes a service by another route: no node port, no foreign address or name, no hand-written endpoint, no foreign route, no host or path of another',
  findings: {},
  proveTeam({ model }, { services }, tally) {
    const refusers = new Map<string, FirstTried>();
    const everybodys = model.teams.developers.flatMap((team) => team.services);
    for (const cluster of model.clusters) {
      const claims = claimedOn(cluster, everybodys);
      for (const service of services) {
        proveService(model, cluster, service, { refusers, claims }, tally);
      }
    }
  },
};

/** A host and a path below it that a service claims. */
interface Claim {
  readonly service: Service;
  readonly host: string;
  readonly path: string;
}

/** What services claim at the cluster's Gateway; nothing without one. */
function claimedOn({ declared }: ClusterModel, services: readonly Service[]): readonly Claim[] {
  if (declared.outside.by !== 'gateway') return [];
  return services
    .filter(({ outside }) => outside)
    .flatMap((service) =>
      addressesOf(service, declared).map((address) => {
        const [host, path] = address.split(/(?=\/)(.*)/s) as [string, string?];
        return { service, host, path: path ?? '/' };
      }),
    );
}

/** What the proofs of a cluster's services share. */
interface Proving {
  /** The rule that refused each exposure last: it refuses most others of its kind too. */
  readonly refusers: Map<string, FirstTried>;
  readonly claims: readonly Claim[];
}

function proveService(
  model: Model,
  cluster: ClusterModel,
  service: Service,
  { refusers, claims }: Proving,
  tally: Tally,
): void {
  const { team, workload } = serviceOn(model, cluster, { team: service.team, service: service.name });
  const { account } = deliveryOf(cluster, workload, team);
  if (!account) return;
  const rules = rulesOf(cluster);
  // An Application's project names the account that Argo CD deploys as, so both exist.
  const project = projectOf(
    rules,
    rules.applicationOf.get(workload.folder) as Resource<Application>,
  ) as Resource<AppProject>;
  const who = `the deployer of ${team.name}`;
  const otherwise = { file: 'policies/admission', line: 1 };
  for (const { what, object } of exposuresOf(service)) {
    tally.refused(
      { who, what: `${what} for ${service.team}/${service.name} on ${cluster.name}`, otherwise },
      write(
        cluster,
        project,
        account,
        object,
        refusers.getOrInsertComputed(what, () => ({})),
      ),
    );
  }
  // Its own claims, those at its hosts, and one that has nothing to do with it.
  const hosts = claims.filter((claim) => claim.service === service).map(({ host }) => host);
  const apart = claims.find(({ host }) => !hosts.includes(host));
  for (const claim of claims.filter((each) => hosts.includes(each.host) || each === apart)) {
    const { host, path } = claim;
    const asked = { who, what: `lead ${host}${path} to ${service.team}/${service.name} on ${cluster.name}`, otherwise };
    const ruling = write(cluster, project, account, routeTo(service, host, path));
    if (claim.service === service) tally.allowed(asked, ruling);
    else tally.refused(asked, ruling);
  }
  for (const resource of workload.objects.kind('/Service')) {
    tally.allowed(
      {
        who,
        what: `write Service ${resource.object.metadata.name} on ${cluster.name}`,
        otherwise: resource.at(),
        written: () => resource.at(),
      },
      write(cluster, project, account, resource.object),
    );
  }
}

/** A manifest passes its project, the deployer's rights, and admission; a single refusal is enough. */
function write(
  cluster: ClusterModel,
  project: Resource<AppProject>,
  account: Account,
  object: KubernetesObject,
  refuser: FirstTried = {},
): Ruling {
  const rules = rulesOf(cluster);
  const group = groupOf(object);
  const { resource, kind } = kindOf(group, object.kind);
  const { namespace } = account;
  const { user, groups } = kubernetesUser(account);
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const request: AdmissionRequest = {
    operation: 'CREATE',
    object: imagined(object, { file: 'policies/admission', line: 1 }),
    namespace,
    resource: { group, version, resource },
    user: { name: user, groups },
  };
  return agreed([
    () => authorize(rules.authorization, { user, groups }, { verb: 'create', group, resource, namespace }),
    () => permitsKind(project, { group, kind }, 'namespaced'),
    () => admit(rules.admission, request, refuser),
  ]);
}

/** A route to a service, or to its first workload that clients outside may connect to. */
function routeTo(
  { workloads, namespace }: Service,
  host: string,
  path: string,
  elsewhere?: object,
): Exposure['object'] {
  const { name, ports } = workloads.find(isExposed) ?? workloads[0];
  const { servicePort = 80 } = ports.find(({ outside }) => outside) ?? { ...ports[0] };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: `${name}-hidden`, namespace },
    spec: {
      parentRefs: [{ name: 'public', namespace: 'gateway' }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ name, port: servicePort, ...elsewhere }],
        },
      ],
    },
  };
}

function exposuresOf(of: Service): readonly Exposure[] {
  const { name, namespace, port, outside } = of;
  const selector = { [nameLabel]: name };
  const metadata = { name, namespace };
  const ports = [{ port }];
  const service = (spec: object, as = metadata): Exposure['object'] => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: as,
    spec,
  });
  const hidden = { name: `${name}-hidden`, namespace };
  const closed: readonly Exposure[] = outside
    ? []
    : [
        { what: 'open a node port', object: service({ type: 'NodePort', selector, ports }) },
        { what: 'open a load balancer', object: service({ type: 'LoadBalancer', selector, ports }) },
      ];
  return [
    ...closed,
    { what: 'open a node port under another name', object: service({ type: 'NodePort', selector, ports }, hidden) },
    {
      what: 'open a load balancer under another name',
      object: service({ type: 'LoadBalancer', selector, ports }, hidden),
    },
    { what: 'take over an address', object: service({ selector, ports, externalIPs: ['203.0.113.1'] }) },
    { what: 'give its name to another host', object: service({ type: 'ExternalName', externalName: 'example.org' }) },
    { what: 'write a Service without selector', object: service({ ports }) },
    {
      what: 'write Endpoints by hand',
      object: { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports }] },
    },
    {
      what: 'write an EndpointSlice by hand',
      object: {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: hidden,
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.1'] }],
      },
    },
    {
      what: 'write an Ingress',
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: hidden,
        spec: { defaultBackend: { service: { name, port: { number: port } } } },
      },
    },
    { what: 'take a host name of its choice', object: routeTo(of, 'anything.example.org', '/') },
    { what: 'route to another namespace', object: routeTo(of, 'anything.example.org', '/', { namespace: 'another' }) },
    {
      what: 'ask for a token by a Secret',
      object: { apiVersion: 'v1', kind: 'Secret', metadata: hidden, type: 'kubernetes.io/service-account-token' },
    },
  ];
}
