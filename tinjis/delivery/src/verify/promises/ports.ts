import { entry } from '../../entry.ts';
import { podsOf } from '../../answer/connect.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { type PlacedContainer, placedContainers, portIn } from '../fit/containers.ts';
import { fieldAt, itemsAt, textAt } from '@tinjis/rules/objects/fields';
import { proveReached, reachedFindings } from '../fit/reached.ts';
import { selectedBy } from '../fit/selected.ts';
import { expectField, type ServiceSite, serviceSites } from '../fit/site.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** The API server takes a port that leads nowhere, and nobody is answered there. */
export const ports: DeliveryPromise = {
  name: 'ports',
  says: 'every Service, route and probe of a team leads to a port that its pods have, and a service is reached at the port of policies/teams.yaml',
  findings: {
    ...reachedFindings,
    'ports/target': entry(
      'Service {name} of {service} leads to port {port} on {cluster}, which no container of {pods} has',
      'Whoever connects gets no answer.',
      'name a port of the container in targetPort, or add it to the container',
    ),
    'ports/backend': entry(
      'HTTPRoute {name} of {service} leads to {backend} on {cluster}, which no Service of namespace {namespace} has',
      'The Gateway answers 500 to whoever calls.',
      'name a Service of the namespace and one of its ports',
    ),
    'ports/probe': entry(
      '{probe} of container {container} of {service} asks port {port} on {cluster}, which the container does not have',
      'The pod never gets ready, or is restarted again and again.',
      'name a port of the container, or add it to the container',
    ),
  },
  proveTeam({ model }, team, tally) {
    for (const site of serviceSites(model, team)) {
      proveTargets(site, tally);
      proveBackends(site, tally);
      proveProbes(site, tally);
      proveReached(site, tally);
    }
  },
};

/** A Service sends to a port of every pod that it selects. */
function proveTargets(site: ServiceSite, tally: Tally): void {
  for (const each of site.workload.objects.kind('/Service')) {
    const expect = expectField(tally, site, each);
    for (const [index, port] of itemsAt(each.object, ['spec', 'ports']).entries()) {
      const target = fieldAt(port, ['targetPort']) ?? fieldAt(port, ['port']);
      const protocol = textAt(port, ['protocol']) || 'TCP';
      for (const source of selectedBy(each, site.pods)) {
        const has = placedContainers(source).some((container) => portIn(container, target, protocol) !== undefined);
        expect(has, 'ports/target', ['spec', 'ports', index, 'targetPort'], {
          port: String(target),
          pods: `${source.kind} ${source.name}`,
        });
      }
    }
  }
}

/** A route sends to a port of a Service. Admission sees to it that it names Services of its namespace alone. */
function proveBackends(site: ServiceSite, tally: Tally): void {
  for (const each of site.workload.objects.kind('gateway.networking.k8s.io/HTTPRoute')) {
    const expect = expectField(tally, site, each);
    for (const { backend, path } of backendsOf(each)) {
      const name = textAt(backend, ['name']);
      const port = fieldAt(backend, ['port']);
      const to = site.services.find(({ object }) => object.metadata.name === name);
      const has = itemsAt(to?.object, ['spec', 'ports']).some((other) => fieldAt(other, ['port']) === port);
      expect(has, 'ports/backend', [...path, to ? 'port' : 'name'], { backend: `${name}:${String(port)}` });
    }
  }
}

function backendsOf({ object }: Resource): readonly { readonly backend: unknown; readonly path: FieldPath }[] {
  return itemsAt(object, ['spec', 'rules']).flatMap((rule, index) =>
    itemsAt(rule, ['backendRefs']).map((backend, place) => ({
      backend,
      path: ['spec', 'rules', index, 'backendRefs', place],
    })),
  );
}

const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const hooks = ['postStart', 'preStop'].map((hook) => ['lifecycle', hook]);
const handlers = ['httpGet', 'tcpSocket', 'grpc'];

/** The kubelet looks for a port by its name in the probed container alone, and so does this for one by its number. */
function proveProbes(site: ServiceSite, tally: Tally): void {
  for (const source of podsOf(site.workload)) {
    const expect = expectField(tally, site, source.resource);
    for (const container of placedContainers(source)) {
      for (const { what, port, path } of askedPorts(container)) {
        expect(portIn(container, port) !== undefined, 'ports/probe', [...container.path, ...path], {
          probe: what,
          container: container.name,
          port: String(port),
        });
      }
    }
  }
}

function askedPorts({
  value,
}: PlacedContainer): readonly { readonly what: string; readonly port: unknown; readonly path: FieldPath }[] {
  return [...probes.map((probe) => [probe]), ...hooks].flatMap((place) =>
    handlers
      .map((handler) => [...place, handler])
      .filter((path) => fieldAt(value, path) !== undefined)
      .map((path) => ({
        what: String(place.at(-1)),
        port: fieldAt(value, [...path, 'port']),
        path: [...path, 'port'],
      })),
  );
}
