import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy before a server, on 127.0.0.1. */
export interface SilentProxy {
  readonly port: number;
  /** From now on the open connections stay open and carry nothing, as behind a firewall that lost its state. */
  silence(): void;
  close(): void;
}

/**
 * Starts a proxy whose connections can fall silent; later connections work again.
 *
 * @param port of the server behind it
 */
export async function silentProxy(port: number): Promise<SilentProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  // Half-open, or a silent connection would still answer the end of its peer.
  const proxy = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    pairs.add([near, far]);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    silence: () => {
      for (const [near, far] of pairs) {
        for (const socket of [near, far]) {
          socket.unpipe().removeAllListeners('close').removeAllListeners('end').resume();
        }
      }
    },
    close: () => {
      for (const socket of [...pairs].flat()) {
        socket.destroy();
      }
      proxy.close();
    },
  };
}
