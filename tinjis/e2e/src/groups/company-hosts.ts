import { once } from 'node:events';
import { createServer } from 'node:net';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { nameLabel, workloadKey, workloadsOfTeam } from '@tinjis/delivery/model/layout';
import { egressHosts, type Teams } from '@tinjis/delivery/model/teams';
import type { CheckContext, LiveCheck } from '../harness/check.ts';
import type { RunningPod } from '../probes/pods.ts';
import { addressText, reach } from '../probes/probers.ts';

/** The port of the node's registry, which stands for another host outside. */
export const hostPort = 5000;

/** Hosts of the DNS of a bare cluster, see `manifests/dns.yaml`: this machine, and the node with its registry. */
function hosts({ hostAddress, nodeAddress }: LiveCluster): ReadonlyMap<string, string> {
  return new Map([
    ['api.bank.example', hostAddress],
    ['files.bank.example', nodeAddress],
  ]);
}

/**
 * Each pod looks two hosts up, and connects to them: the workload of the team file reaches the host that it names, and
 * not the other; every other workload reaches neither. A pod without policies, the control, reaches both.
 * @param pods the company's, and the control
 */
export async function companyHosts(
  context: CheckContext,
  admin: Kubernetes,
  teams: Teams,
  pods: readonly RunningPod[],
): Promise<readonly LiveCheck[]> {
  const { cluster } = context;
  const impossible =
    cluster.kind === 'bare' ? {} : { impossible: 'the DNS of this cluster does not know the hosts that are tried' };
  if (cluster.kind === 'bare') await listen(context);
  const workloads = teams.developers.flatMap(workloadsOfTeam);
  return pods.map((pod): LiveCheck => {
    const declared = workloads.find(
      ({ name, namespace }) => namespace === pod.peer.namespace && name === pod.peer.labels[nameLabel],
    );
    const who = declared ? workloadKey(declared) : 'a pod without policies';
    const named = new Set(declared && egressHosts(declared).map(({ host }) => host));
    return {
      name: `hosts/${declared ? who : 'control'}`,
      title: `${who} sends to the hosts outside that its team file names, and to no other`,
      ...impossible,
      run: async () => {
        const places = [...hosts(cluster)].map(([name, ip]) => ({ name, ip, port: hostPort }));
        const looked = await Promise.all(places.map((place) => lookUp(admin, pod, place.name)));
        const isOpen = (name: string): boolean => !declared || named.has(name);
        const expected = new Map(places.map((place) => [addressText(place), isOpen(place.name)]));
        const reached = await reach(pod.probe, places, (target) => expected.get(addressText(target)) ?? false);
        const wrong = places.filter((place) => reached.get(addressText(place))?.open !== isOpen(place.name));
        const unknown = places.filter(({ ip }, index) => !looked[index]?.includes(ip));
        return {
          passed: wrong.length === 0 && unknown.length === 0,
          observed: places.map(({ name }) => `${name} ${isOpen(name) ? 'open' : 'closed'}`).join(', '),
          explanation: [
            ...wrong.map(({ name }) => `${name} is ${isOpen(name) ? 'closed' : 'open'}`),
            ...unknown.map(({ name, ip }) => `DNS does not lead ${name} to ${ip}: ${looked.join(' ').slice(0, 300)}`),
          ],
        };
      },
    };
  });
}

/** Takes connections on this machine's side of the cable, where pods come from the node's address. */
async function listen({ cluster, putBack }: CheckContext): Promise<void> {
  const server = createServer((socket) => socket.end()).listen(hostPort, cluster.hostAddress);
  await once(server, 'listening');
  putBack('the host outside', async () => {
    server.close();
    await once(server, 'close');
  });
}

/** What a pod's own lookup prints, which is what the network engine learns from. */
async function lookUp(
  admin: Kubernetes,
  { peer: { namespace }, name: pod }: RunningPod,
  host: string,
): Promise<string> {
  const command = ['/bin/busybox', 'nslookup', host];
  const { stdout, stderr } = await admin.exec({ namespace, pod, container: 'box', command });
  return `${stdout}${stderr}`;
}
