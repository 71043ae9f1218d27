import { addressesOf } from '../../model/layout.ts';
import type { Cluster, Service } from '../../model/teams.ts';

/**
 * A cluster's additions to a new service, by file name: the place for its image and its secrets, and the way in if
 * clients outside may connect.
 */
export function overlay(service: Service, cluster: Cluster, autoscaled = true): Readonly<Record<string, string>> {
  const sealed = service.database !== undefined;
  const routed = service.outside && cluster.outside.by === 'gateway';
  const patches =
    cluster.outside.by === 'node-port'
      ? [...(service.outside ? [nodePort(service)] : []), ...(autoscaled ? [onePod(service)] : [])]
      : [];
  return {
    'kustomization.yaml': `# ${service.name} on ${cluster.name}.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
${routed ? '  - route.yaml\n' : ''}${sealed ? '  - sealed-secrets.yaml\n' : ''}# The one place that says what runs. An entry without newName, newTag (the commit) and digest was never built on this cluster:
# there is nothing to invent, and admission refuses the bare name. \`tinjis bump\` fills in exactly one entry.
images:
  - name: ${service.name}
${sealed ? `  - name: ${service.database}\n` : ''}${patches.length > 0 ? `patches:\n${patches.join('')}` : ''}`,
    ...(sealed ? { 'sealed-secrets.yaml': '# Empty until `tinjis seal` enters the first value.\n' } : {}),
    ...(routed ? { 'route.yaml': routes(service, cluster) } : {}),
  };
}

const nodePort = ({
  name,
}: Service): string => `  # No Gateway here: clients come in by a port of the node. Admission allows it for this Service alone.
  - target: {kind: Service, name: ${name}}
    patch: |-
      - {op: replace, path: /spec/type, value: NodePort}
`;

const onePod = ({
  name,
}: Service): string => `  # One node, and nothing that measures pods: observed, Argo CD calls an autoscaler without metrics Degraded. So none here, and one pod.
  - target: {kind: HorizontalPodAutoscaler, name: ${name}}
    patch: |-
      $patch: delete
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: ${name}}
  - target: {kind: Deployment, name: ${name}}
    patch: |-
      - {op: add, path: /spec/replicas, value: 1}
`;

/** The number under which the Service offers the port that clients outside connect to. */
function servicePortOf({ workloads: [{ ports }] }: Service): number | undefined {
  return ports.find(({ outside }) => outside)?.servicePort;
}

/** One object for the hosts that are the service's own, and one for each path that it has of shared hosts. */
function routes(service: Service, cluster: Cluster): string {
  const addresses = addressesOf(service, cluster).map((address) => /^([^/]+)(.*)$/s.exec(address) as RegExpExecArray);
  const hostsByPath = Map.groupBy(addresses, ([, , path]) => path as string);
  const comment = `# Clients outside come in through the cluster's Gateway. Host name and target are those that policies/teams.yaml allows; admission holds
# the route to them.
`;
  const objects = [...hostsByPath].map(([path, found], index) =>
    route(
      service,
      cluster,
      index === 0 ? service.name : `${service.name}-${index + 1}`,
      found.map(([, host]) => host as string),
      path,
    ),
  );
  return comment + objects.join('---\n');
}

function route(service: Service, cluster: Cluster, name: string, hosts: readonly string[], path: string): string {
  const gateway = cluster.outside as Extract<Cluster['outside'], { by: 'gateway' }>;
  const matches = path === '' ? '' : `matches: [{path: {type: PathPrefix, value: ${path}}}]\n      `;
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}
  namespace: ${service.namespace}
  labels: {app.kubernetes.io/name: ${service.name}, app.kubernetes.io/component: service}
spec:
  parentRefs:
    - {name: ${gateway.name}, namespace: ${gateway.namespace}}
  hostnames: [${hosts.join(', ')}]
  rules:
    - ${matches}backendRefs:
        - {name: ${service.name}, port: ${servicePortOf(service)}}
`;
}
