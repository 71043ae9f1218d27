import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { TeamsFault, DeclaredPort, DeclaredWorkload, Service, ServiceName, WorkloadKey } from '../teams.ts';
import type { DeveloperEntry, ServiceEntry, TeamsFile, WorkloadEntry, PortEntry } from './read.ts';
import { databaseOf, databasePort, isExposed } from '../layout.ts';
import { egressFaults } from './egress-rules.ts';
import { hostsOf } from './host-rules.ts';

/** A workload as the file writes it. */
export interface WorkloadPlace {
  readonly name: string;
  /** As callers name it: `team/name`. */
  readonly key: string;
  readonly path: FieldPath;
  readonly entry: WorkloadEntry & Pick<ServiceEntry, 'port' | 'opsPort' | 'callers'>;
}

/** Every workload that a team's entry stands for, databases included. */
export function workloadPlaces(team: string, { services }: DeveloperEntry): readonly WorkloadPlace[] {
  return Object.entries(services).flatMap(([service, entry]) => {
    const path = ['teams', team, 'services', service];
    const place = (name: string, at: FieldPath, fields: WorkloadPlace['entry']): WorkloadPlace => ({
      name,
      key: `${team}/${name}`,
      path: [...path, ...at],
      entry: fields,
    });
    return [
      place(service, [], entry),
      ...(entry.database ? [place(databaseOf(service), ['database'], {})] : []),
      ...Object.entries(entry.workloads ?? {}).map(([part, fields]) =>
        place(workloadNameOf(service, part), ['workloads', part], fields),
      ),
    ];
  });
}

/** What the schema cannot say of workloads: ports that must differ, callers that must exist, egress that must leave. */
export function workloadRules(
  developers: readonly (readonly [string, DeveloperEntry])[],
  clusters: TeamsFile['clusters'],
  at: Locate,
): readonly TeamsFault[] {
  const places = developers.flatMap(([name, team]) => workloadPlaces(name, team));
  const known = new Set(places.map(({ key }) => key));
  const namespaces = developers.map(([, { namespace }]) => namespace);
  return places.flatMap((place) => [
    ...portFaults(place, known, at),
    ...callerFaults(place.entry.callers ?? [], [...place.path, 'callers'], known, at),
    ...egressFaults(place, { clusters, namespaces }, at),
  ]);
}

function portFaults({ entry, path, name }: WorkloadPlace, known: ReadonlySet<string>, at: Locate): TeamsFault[] {
  const written = [
    { port: entry.port, where: [...path, 'port'] },
    { port: entry.opsPort, where: [...path, 'opsPort'] },
    ...Object.entries(entry.ports ?? {}).map(([named, { port }]) => ({
      port,
      where: [...path, 'ports', named, 'port'],
    })),
  ].filter(({ port }) => port !== undefined);
  const twice = written.filter(({ port }, index) => written.findIndex((other) => other.port === port) < index);
  return [
    ...twice.map(({ port, where }) => ({
      at: at(where),
      what: `The port ${port} of ${name} is there twice.`,
      fix: 'Give each a number of its own: network policies know ports by number.',
    })),
    ...Object.entries(entry.ports ?? {}).flatMap(([named, { callers = [] }]) =>
      callerFaults(callers, [...path, 'ports', named, 'callers'], known, at),
    ),
  ];
}

function callerFaults(
  callers: readonly string[],
  path: FieldPath,
  known: ReadonlySet<string>,
  at: Locate,
): TeamsFault[] {
  return callers.flatMap((caller, index) =>
    known.has(caller)
      ? []
      : [
          {
            at: at([...path, index]),
            what: `The caller ${caller} is no service of this file, and no workload of one.`,
            fix: 'Write it as team/service or team/service-workload, or add that service.',
          },
        ],
  );
}

type Locate = (path?: FieldPath) => At;

/**
 * A service with the workloads that its entry stands for. The short fields (`port`, `opsPort`, `database`) become ports
 * and workloads as the long ones do, so whoever reads a service knows one form only.
 *
 * @param registry where the organisation keeps its own images
 */
export function toService(name: ServiceName, namespace: string, entry: ServiceEntry, registry: string): Service {
  const { port, opsPort, database } = entry;
  const own = `${registry}/${name.service}`;
  const workload = (suffix: string, images: DeclaredWorkload['images'], rest: WorkloadEntry): DeclaredWorkload => ({
    name: suffix,
    service: name,
    namespace,
    images,
    ports: Object.entries(rest.ports ?? {}).map(toPort),
    egress: rest.egress ?? [],
  });
  const itself = workload(name.service, [own, ...(entry.images ?? [])], entry);
  const short = [
    ...(port === undefined ? [] : [toPort(['http', { ...entry, port }])]),
    ...(opsPort === undefined ? [] : [toPort(['ops', { port: opsPort, monitoring: true }])]),
  ];
  const callers = [`${name.team}/${name.service}`];
  const workloads: Service['workloads'] = [
    { ...itself, ports: [...short, ...itself.ports] },
    ...(database
      ? [
          workload(databaseOf(name.service), [`${registry}/${database}`], {
            ports: { [database]: { port: databasePort, callers } },
          }),
        ]
      : []),
    ...Object.entries(entry.workloads ?? {}).map(([part, fields]) =>
      workload(workloadNameOf(name.service, part), (fields.images ?? [own]) as DeclaredWorkload['images'], fields),
    ),
  ];
  return {
    name: name.service,
    team: name.team,
    namespace,
    ...(port !== undefined && { port }),
    ...(opsPort !== undefined && { opsPort }),
    outside: workloads.some(isExposed),
    hosts: hostsOf(name.service, entry),
    ...(database && { database }),
    workloads,
  };
}

/** The name of a workload that the entry of a service names. */
export function workloadNameOf(service: string, part: string): string {
  return `${service}-${part}`;
}

function toPort([name, entry]: readonly [string, PortEntry]): DeclaredPort {
  const { port, servicePort = port, callers = [], outside = false, monitoring = false } = entry;
  return { name, port, servicePort, callers: callers.map(parseWorkloadKey), outside, monitoring };
}

function parseWorkloadKey(written: string): WorkloadKey {
  const [team, workload] = written.split('/') as [string, string];
  return { team, workload };
}
