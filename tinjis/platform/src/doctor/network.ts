import { type HealthCheck, look } from './health-check.ts';
import type { DeclaredWorkload, Teams } from '@tinjis/delivery/model/teams';
import { connectionsFrom, workloadKey } from '@tinjis/delivery/model/layout';
import { nodeIn, readyPod } from '@tinjis/cluster/kubernetes/pods';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';

/**
 * How long to wait for a connection, in milliseconds: far longer than it takes within a cluster. A dropped connection
 * never answers.
 */
const patienceMs = 3000;

const connect = `
const socket = require('node:net').connect(Number(process.argv[2]), process.argv[1]);
const say = (text) => { process.stdout.write(text); process.exit(); };
socket.on('connect', () => say('connects')).on('error', ({ code }) => say(code));
setTimeout(() => say('no answer'), ${patienceMs});`;

/**
 * Proves that this cluster enforces NetworkPolicies, which Kubernetes itself does not check. It uses two pods that
 * exist already: the connection that policies name works, and the connection back, which nothing names, does not. Each
 * end listens, so only a policy can refuse.
 */
export async function networkChecks(kubernetes: Kubernetes, teams: Teams): Promise<readonly HealthCheck[]> {
  const connections = [...connectionsFrom(teams).values()].flat();
  const pairs = connections.flatMap(({ from, to, port }): Pair[] => {
    const [back] = from.ports;
    const mutual = connections.some((other) => other.from === to && other.to === from);
    if (!back || mutual || !isServiceItself(from) || !isServiceItself(to)) return [];
    return [{ from: { workload: from, port: back.port }, called: { workload: to, port } }];
  });
  return (await Promise.all(pairs.map((pair) => pairChecks(kubernetes, pair)))).flat();
}

/** Two workloads, each with a port on which it listens. */
interface Pair {
  readonly from: End;
  readonly called: End;
}

interface End {
  readonly workload: DeclaredWorkload;
  readonly port: number;
}

/** Only the services' own images are known to have Node, which tries the connection. */
function isServiceItself({ name, service }: DeclaredWorkload): boolean {
  return name === service.service;
}

async function pairChecks(kubernetes: Kubernetes, { from, called }: Pair): Promise<readonly HealthCheck[]> {
  const group = 'cluster: network policies are enforced';
  const way = (one: End, other: End): string =>
    `${workloadKey(one.workload)} → ${workloadKey(other.workload)}:${other.port}`;
  const open = await look(
    {
      group,
      name: way(from, called),
      needed: 'connects',
      fix: 'without the open way the closed one proves nothing: npx tinjis status',
    },
    async () => {
      const found = await tryFrom(kubernetes, from, called);
      return { found, right: found === 'connects' };
    },
  );
  const closed = await look(
    {
      group,
      name: way(called, from),
      needed: 'no answer',
      fix: 'the network plug-in of this cluster does not enforce NetworkPolicies, or something opened the way: use one that does (Cilium, Calico)',
    },
    async () => {
      const found = await tryFrom(kubernetes, called, from);
      return { found, right: found !== 'connects' };
    },
  );
  // A failed connection proves nothing where no connection works.
  return [open, open.health === 'right' || closed.health !== 'right' ? closed : { ...closed, health: 'unknown' }];
}

async function tryFrom(kubernetes: Kubernetes, { workload }: End, to: End): Promise<string> {
  const { status } = await readyPod(kubernetes, to.workload);
  return nodeIn(kubernetes, workload, ['-e', connect, String((status as { podIP: string }).podIP), String(to.port)]);
}
