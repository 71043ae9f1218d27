import type { DeclaredPort, DeclaredWorkload, Service, ServiceName, WorkloadKey } from '../teams.ts';
import { databaseOf, databasePort } from '../workloads.ts';
import type { PortEntry, ServiceEntry, WorkloadEntry } from './schema.ts';

/**
 * A service with the workloads that its entry stands for. The short fields (`port`, `opsPort`, `database`) become ports
 * and workloads as the long ones do, so whoever reads a service knows one form only.
 *
 * @param registry where the organisation keeps its own images
 */
export function toService(name: ServiceName, namespace: string, entry: ServiceEntry, registry: string): Service {
  const { port, opsPort, outside = false, database } = entry;
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
    ...(port === undefined ? [] : [{ ...toPort(['http', { ...entry, port }]), outside }]),
    ...(opsPort === undefined ? [] : [toPort(['ops', { port: opsPort, monitoring: true }])]),
  ];
  const callers = [`${name.team}/${name.service}`];
  return {
    name: name.service,
    team: name.team,
    namespace,
    ...(port !== undefined && { port }),
    ...(opsPort !== undefined && { opsPort }),
    outside,
    ...(database && { database }),
    workloads: [
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
    ],
  };
}

/** The name of a workload that the entry of a service names. */
export function workloadNameOf(service: string, part: string): string {
  return `${service}-${part}`;
}

function toPort([name, entry]: readonly [string, PortEntry]): DeclaredPort {
  const { port, servicePort = port, callers = [], monitoring = false } = entry;
  return { name, port, servicePort, callers: callers.map(parseWorkloadKey), outside: false, monitoring };
}

function parseWorkloadKey(written: string): WorkloadKey {
  const [team, workload] = written.split('/') as [string, string];
  return { team, workload };
}
