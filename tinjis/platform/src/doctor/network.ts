import { type HealthCheck, look } from './health-check.ts';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
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
  const services = teams.developers.flatMap((team) => team.services);
  const pairs = services.flatMap((called) =>
    called.callers.flatMap((caller) => {
      const from = services.find(({ team, name }) => team === caller.team && name === caller.service);
      return from && !from.callers.some(({ team, service }) => team === called.team && service === called.name)
        ? [{ from, called }]
        : [];
    }),
  );
  return (await Promise.all(pairs.map(({ from, called }) => pairChecks(kubernetes, from, called)))).flat();
}

async function pairChecks(kubernetes: Kubernetes, from: Service, called: Service): Promise<readonly HealthCheck[]> {
  const group = 'cluster: network policies are enforced';
  const way = (one: Service, other: Service): string =>
    `${one.team}/${one.name} → ${other.team}/${other.name}:${other.port}`;
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

async function tryFrom(kubernetes: Kubernetes, from: Service, to: Service): Promise<string> {
  const { status } = await readyPod(kubernetes, to);
  return nodeIn(kubernetes, from, ['-e', connect, String((status as { podIP: string }).podIP), String(to.port)]);
}
