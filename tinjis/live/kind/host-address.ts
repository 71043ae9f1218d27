import { networkInterfaces } from 'node:os';
import type { Cluster } from '../cluster.ts';
import { run } from '../machine/run.ts';

/**
 * How pods reach this machine. With Docker on Linux that is the gateway of kind's network, an address of this machine; Docker Desktop runs
 * in a machine of its own, has an address that leads out of it, and forwards what comes there to our loopback.
 * @param node a container of the cluster
 */
export async function hostBehindDocker(node: string): Promise<Pick<Cluster, 'hostAddress' | 'listenAddress'>> {
  const gateways = await run('docker', ['network', 'inspect', 'kind', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{end}}']);
  const gateway = ipv4In(gateways);
  const own = Object.values(networkInterfaces()).flat().map((each) => each?.address);
  if (gateway !== undefined && own.includes(gateway)) return { hostAddress: gateway };
  const outside = ipv4In(await run('docker', ['exec', node, 'getent', 'ahostsv4', 'host.docker.internal']));
  if (outside === undefined) throw new Error('no address leads from kind’s nodes to this machine: neither its network’s gateway nor host.docker.internal');
  return { hostAddress: outside, listenAddress: '127.0.0.1' };
}

/** The first IPv4 address in a text. */
export function ipv4In(text: string): string | undefined {
  return /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(text)?.[0];
}
