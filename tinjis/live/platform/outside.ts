import { once } from 'node:events';
import { connect } from 'node:net';
import { antaeusClient } from '../../src/local/antaeus-client.ts';
import type { Cluster } from '../cluster.ts';
import { waitFor } from '../kubernetes/wait.ts';
import { nodePorts } from './platform.ts';

/**
 * Waits until what people are told to try works from here: a node opens its ports a moment after the pods behind them are ready.
 * @throws Error saying what does not answer, when a minute has passed
 */
export async function waitUntilReachable({ nodeAddress }: Cluster): Promise<void> {
  const reached = (what: string, look: () => Promise<unknown>) => waitFor({ what, timeout: 60_000, every: 100 }, async () => {
    await look();
    return { found: true };
  });
  const antaeus = antaeusClient(`http://${nodeAddress}:${nodePorts.antaeus}`);
  await Promise.all([
    reached(`Antaeus at ${nodeAddress}:${nodePorts.antaeus}`, () => antaeus.invoices()),
    reached(`Argo CD at ${nodeAddress}:${nodePorts.argocd}`, () => accepts(nodeAddress, nodePorts.argocd)),
  ]);
}

/** Rejects when nobody takes the connection. */
async function accepts(host: string, port: number): Promise<void> {
  const socket = connect({ host, port, timeout: 2000 });
  socket.on('timeout', () => socket.destroy(new Error('no answer within 2 s')));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
