import { overlap } from '@tinjis/rules/network/ip-address';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { reservedNamespace } from '../layout.ts';
import type { EgressHost, EgressRange, TeamsFault } from '../teams.ts';
import type { TeamsFile } from './read.ts';
import type { WorkloadPlace } from './workload-rules.ts';

/** What decides about places outside: the clusters, and the namespaces of the teams. */
interface Surroundings {
  readonly clusters: TeamsFile['clusters'];
  readonly namespaces: readonly string[];
}

type Locate = (path?: FieldPath) => At;

/** Egress leads out of every cluster, and each cluster can hold a workload to it. */
export function egressFaults({ entry, path, name }: WorkloadPlace, around: Surroundings, at: Locate): TeamsFault[] {
  return (entry.egress ?? []).flatMap((each, index) => {
    const where = [...path, 'egress', index];
    return 'host' in each
      ? hostFaults(each, name, around, at([...where, 'host']))
      : rangeFaults(each, name, around, at([...where, 'to']));
  });
}

/** Ranges that mean a pod's own node, and the service that tells cloud machines their credentials. */
const nearby = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16'];

function rangeFaults({ to }: EgressRange, name: string, { clusters }: Surroundings, at: At): TeamsFault[] {
  const pods = Object.entries(clusters).map(([cluster, { pods: range }]) => ({
    range,
    whose: `the pods of ${cluster}`,
  }));
  const closed = [...pods, ...nearby.map((range) => ({ range, whose: 'a node itself' }))];
  return closed
    .filter(({ range }) => overlap(to, range))
    .slice(0, 1)
    .map(({ range, whose }) => ({
      at,
      what: `The range ${to}, to which ${name} sends, holds addresses of ${whose} (${range}).`,
      fix: 'Name the addresses outside that it needs; pods are named as callers of the pods that they call.',
    }));
}

function hostFaults({ host }: EgressHost, name: string, { clusters, namespaces }: Surroundings, at: At): TeamsFault[] {
  const domains = Object.values(clusters).flatMap((each) => ('domain' in each ? [each.domain] : []));
  if (isClusterName(host, namespaces) || domains.some((domain) => `.${host}`.endsWith(`.${domain}`)))
    return [
      {
        at,
        what: `The host ${host}, to which ${name} sends, is a name of a cluster itself.`,
        fix: 'Name the workload that it calls, with this workload as a caller; egress is for hosts outside.',
      },
    ];
  const others = Object.entries(clusters).flatMap(([cluster, { network }]) => (network === 'cilium' ? [] : [cluster]));
  if (others.length === 0) return [];
  return [
    {
      at,
      what: `${name} sends to the host ${host}, and the network of ${others.join(', ')} is not said to know host names: a NetworkPolicy knows addresses only, and of the engines that know names only Cilium is evaluated here.`,
      fix: 'Write `network: cilium` at the cluster if Cilium is its network engine. Otherwise name the address ranges of the host (`to: 203.0.113.0/28`), or have the workload call a proxy service of the platform, at which it is named as a caller.',
    },
  ];
}

/**
 * Whether a name is one of the cluster's DNS: of the domain `cluster.local`, or one that a pod finds below it, such as
 * `payment.payments`.
 * @param namespaces of the teams
 */
export function isClusterName(host: string, namespaces: readonly string[]): boolean {
  const last = host.split('.').at(-1) as string;
  return host.endsWith('.cluster.local') || last === 'svc' || reservedNamespace.test(last) || namespaces.includes(last);
}
