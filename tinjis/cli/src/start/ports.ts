import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, tryPort } from '@tinjis/chassis/embedded/port';

/** How long a port is waited for: what a copy that was just killed needs to let go of it, in milliseconds. */
const patienceMs = 2000;

/**
 * The wanted port, or a free one where somebody else has it.
 *
 * @param wanted port number on 127.0.0.1
 * @param onTaken told when another port is taken instead
 */
export async function choosePort(wanted: number, onTaken: (port: number) => void): Promise<number> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    if ((await tryPort(wanted)) !== undefined) return wanted;
    if (Date.now() > deadline) break;
  }
  const port = await freePort();
  onTaken(port);
  return port;
}
