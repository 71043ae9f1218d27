import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { argocdHostLabel } from '../layout.ts';
import type { TeamsFault } from '../teams.ts';
import type { DeveloperEntry, ServiceEntry, WorkloadEntry } from './read.ts';

/** Where clients outside find a service, below a cluster's domain. */
export function hostsOf(service: string, { hosts = [service] }: ServiceEntry): readonly string[] {
  return hosts;
}

/** May clients outside connect to any port of it? */
function isOutside({ outside, ports, workloads = {} }: ServiceEntry): boolean {
  const all = [ports, ...Object.values(workloads).map((each: WorkloadEntry) => each.ports)];
  return outside === true || all.some((each = {}) => Object.values(each).some((port) => port.outside));
}

/** A host, or a path of it, as a team's file claims it. */
interface HostPlace {
  readonly service: string;
  readonly host: string;
  readonly path: FieldPath;
}

/** What a service claims below a cluster's domain, where clients outside reach one of its workloads. */
function hostPlaces(team: string, service: string, entry: ServiceEntry): readonly HostPlace[] {
  const path = ['teams', team, 'services', service];
  return isOutside(entry)
    ? hostsOf(service, entry).map((host, index) => ({
        service,
        host,
        path: entry.hosts ? [...path, 'hosts', index] : path,
      }))
    : [];
}

/** Each host, and each path of a shared one, belongs to one service. A path below another's takes precedence there. */
export function hostRules(
  developers: readonly (readonly [string, DeveloperEntry])[],
  at: (path?: FieldPath) => At,
): TeamsFault[] {
  const services = developers.flatMap(([team, { services: own }]) =>
    Object.entries(own).map(([service, entry]) => ({ team, service, entry })),
  );
  const places = services.flatMap(({ team, service, entry }) => hostPlaces(team, service, entry));
  const first = Map.groupBy(places, ({ host }) => host);
  return [
    ...services
      .filter(({ team, service, entry }) => entry.hosts && hostPlaces(team, service, entry).length === 0)
      .map(({ team, service }) => ({
        at: at(['teams', team, 'services', service, 'hosts']),
        what: `The service ${service} has hosts, and no client outside may connect to it.`,
        fix: 'Write `outside: true` at the service or at one of its ports, or take the hosts out.',
      })),
    ...places.flatMap((place) => {
      const owner = first.get(place.host)?.[0];
      return owner === place
        ? []
        : [
            {
              at: at(place.path),
              what: `${place.host} is claimed twice: ${String(owner?.service)} has it on line ${at(owner?.path).line}.`,
              fix: 'Give each its own path, as in www/cart, or its own host.',
            },
          ];
    }),
    ...places
      .filter(({ host }) => host.split('/')[0] === argocdHostLabel)
      .map(({ host, path }) => ({
        at: at(path),
        what: `The host ${host} is that of Argo CD.`,
        fix: 'Choose another name.',
      })),
  ];
}
