import { createServer } from 'node:net';

/**
 * Whether a port can be listened on now.
 *
 * @param port number on 127.0.0.1; 0 asks for any free port
 * @returns the port's number, or undefined where somebody has it
 */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address() as { port: number };
      probe.close(() => {
        resolve(address.port);
      });
    });
  });
}

/** A TCP port on 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  return (await tryPort(0)) as number;
}
