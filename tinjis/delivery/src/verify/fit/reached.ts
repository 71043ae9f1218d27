import { entry, type Entries } from '../../entry.ts';
import { overlayFile, serviceKey, addressesOf } from '../../model/layout.ts';
import type { DeclaredPort, DeclaredWorkload } from '../../model/teams.ts';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { Tally } from '../tally.ts';
import { placedContainers, portIn, specPathOf } from './containers.ts';
import { fieldAt, itemsAt, textAt } from '@tinjis/rules/objects/fields';
import { selectedBy } from './selected.ts';
import type { ServiceSite } from './site.ts';

/** What a service lacks that the team file promises to its callers. */
export const reachedFindings: Entries = {
  'ports/no-service': entry(
    '{service} has no Service {name} on {cluster}, and {who} connects to port {offered} of it',
    'Callers find it by that name.',
    'add a Service of that name to the kustomization',
  ),
  'ports/service-port': entry(
    'Service {name} of {service} does not lead from port {offered} to port {port} of its pods on {cluster}, and {who} connects there',
    'Network policies let callers in to that port of the pods alone.',
    'let one of its ports have that number and lead to that port of a container',
  ),
  'ports/not-open': entry(
    'no container of {kind} {name} of {service} has port {port} on {cluster}, the port {what} of policies/teams.yaml',
    'Network policies let in to that port of the pods alone.',
    'give a container that port, and let the program listen there',
  ),
  'ports/no-node-port': entry(
    'Service {name} of {service} opens no port of the nodes on {cluster}, and policies/teams.yaml lets clients outside in',
    'No Gateway leads to it on this cluster.',
    'set spec.type to NodePort',
  ),
  'ports/no-route': entry(
    'no HTTPRoute or GRPCRoute of {service} leads from {host} to {name}:{port} on {cluster}, and policies/teams.yaml lets clients outside in',
    'The Gateway knows no other way to it.',
    "add an HTTPRoute with that host, the cluster's Gateway as its parent, and that Service as its backend",
  ),
};

/** The workloads of a service are reached where the team file and the network policies say. */
export function proveReached(site: ServiceSite, tally: Tally): void {
  for (const workload of site.service.workloads) {
    for (const port of workload.ports) {
      proveService(site, workload.name, port, tally);
    }
    proveOpen(site, workload, tally);
  }
  for (const { name, ports } of site.service.workloads) {
    for (const { servicePort } of ports.filter(({ outside }) => outside)) {
      for (const address of addressesOf(site.service, site.cluster.declared)) {
        proveOutside(site, { name, port: servicePort, address }, tally);
      }
    }
  }
}

/** The pods of a workload have the ports that the team file gives them. */
function proveOpen(site: ServiceSite, { name, namespace, ports }: DeclaredWorkload, tally: Tally): void {
  const started = ['apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout'].flatMap(
    (kind) => site.workload.objects.get(kind, `${namespace}/${name}`) ?? [],
  );
  for (const resource of started) {
    const containers = placedContainers({ resource });
    for (const { name: what, port } of ports) {
      const open = containers.some((container) => portIn(container, port) !== undefined);
      const args = { ...named(site), kind: resource.object.kind, name, port: String(port), what };
      const path = [...specPathOf({ resource }), 'containers', 0, 'ports'];
      tally.hold(open, () => ({ code: 'ports/not-open', args, at: resource.at(path) }));
    }
  }
}

/** A port that somebody connects to has to be offered; of the others only the main one, where a Service is there. */
function proveService(site: ServiceSite, name: string, declared: DeclaredPort, tally: Tally): void {
  const { port, servicePort, callers, outside } = declared;
  const [caller] = callers;
  const connected = caller !== undefined || outside;
  const found = ownService(site, name);
  if (!connected && (!found || declared.name !== 'http')) return;
  const who = caller ? `${caller.team}/${caller.workload}` : outside ? 'anybody outside' : 'nobody';
  const args = { ...named(site), name, port: String(port), offered: String(servicePort), who };
  tally.hold(found !== undefined, () => ({ code: 'ports/no-service', args, at: whereListed(site) }));
  if (!found) return;
  const pods = selectedBy(found, site.pods);
  const leads = itemsAt(found.object, ['spec', 'ports']).some(
    (each) =>
      fieldAt(each, ['port']) === servicePort &&
      (textAt(each, ['protocol']) || 'TCP') === 'TCP' &&
      pods.every((source) =>
        placedContainers(source).some((it) => portIn(it, fieldAt(each, ['targetPort']) ?? servicePort) === port),
      ),
  );
  tally.hold(leads, () => ({ code: 'ports/service-port', args, at: found.at(['spec', 'ports']) }));
}

/** Where clients outside find a port of a workload. */
interface WayIn {
  readonly name: string;
  readonly port: number;
  readonly address: string;
}

/** Clients outside come in by a port of the nodes, or through the cluster's Gateway under the service's host names. */
function proveOutside(site: ServiceSite, { name, port, address }: WayIn, tally: Tally): void {
  const { cluster, workload } = site;
  const { outside } = cluster.declared;
  const args = {
    ...named(site),
    name,
    port: String(port),
    host: address,
  };
  const [host, path] = address.split(/(?=\/)(.*)/s) as [string, string?];
  if (outside.by === 'node-port') {
    const found = ownService(site, name);
    const open = !found || ['NodePort', 'LoadBalancer'].includes(textAt(found.object, ['spec', 'type']));
    tally.hold(open, () => ({ code: 'ports/no-node-port', args, at: (found as Resource).at(['spec', 'type']) }));
    return;
  }
  const routes = ['HTTPRoute', 'GRPCRoute'].flatMap((kind) =>
    workload.objects.kind(`gateway.networking.k8s.io/${kind}`),
  );
  const leads = routes.some(
    ({ object }) =>
      itemsAt(object, ['spec', 'hostnames']).includes(host) &&
      itemsAt(object, ['spec', 'parentRefs']).some(
        (parent) => textAt(parent, ['name']) === outside.name && textAt(parent, ['namespace']) === outside.namespace,
      ) &&
      itemsAt(object, ['spec', 'rules'])
        .filter((rule) => leadsAt(rule, path))
        .flatMap((rule) => itemsAt(rule, ['backendRefs']))
        .some((to) => textAt(to, ['name']) === name && fieldAt(to, ['port']) === port),
  );
  tally.hold(leads, () => ({ code: 'ports/no-route', args, at: routes[0]?.at(['spec']) ?? whereListed(site) }));
}

/** Is a rule of a route about a path, or about something below it? */
function leadsAt(rule: unknown, path: string | undefined): boolean {
  if (path === undefined) return true;
  return itemsAt(rule, ['matches']).some((match) => `${textAt(match, ['path', 'value'])}/`.startsWith(`${path}/`));
}

function ownService({ workload, team }: ServiceSite, name: string): Resource | undefined {
  return workload.objects.get('/Service', `${team.namespace}/${name}`);
}

function named({ cluster, workload }: ServiceSite): { readonly service: string; readonly cluster: string } {
  return { service: serviceKey(workload.service), cluster: cluster.name };
}

/** The place for an object that is missing: where the service's own objects are listed. */
function whereListed({ cluster, workload }: ServiceSite): At {
  return { file: overlayFile(workload.service, cluster.name), line: 1 };
}
