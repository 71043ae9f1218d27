import { networkInterfaces } from 'node:os';
import type { LiveCluster } from '../cluster.ts';
import { runOrFail } from '../process/run.ts';

/**
 * How this machine and the cluster's pods reach each other: by Docker's network, whose gateway is an address of this
 * machine.
 * @param node a container of the cluster
 * @throws Error where Docker runs in a machine of its own
 */
export async function addressesOf(node: string): Promise<Pick<LiveCluster, 'hostAddress' | 'nodeAddress'>> {
  const hostAddress = ipv4In(
    await runOrFail('docker', ['network', 'inspect', 'kind', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{end}}']),
  );
  const nodeAddress = ipv4In(
    await runOrFail('docker', ['inspect', '--format', '{{.NetworkSettings.Networks.kind.IPAddress}}', node]),
  );
  const own = Object.values(networkInterfaces())
    .flat()
    .map((each) => each?.address);
  if (hostAddress === undefined || nodeAddress === undefined || !own.includes(hostAddress)) {
    throw new Error(
      'kind’s network is not one of this machine: Docker runs in a machine of its own (Docker Desktop); use Docker Engine on Linux',
    );
  }
  return { hostAddress, nodeAddress };
}

/** The first IPv4 address in a text. */
export function ipv4In(text: string): string | undefined {
  return /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(text)?.[0];
}
