import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import type { DrawnOutcome } from './decide.ts';

/**
 * Lets a charge wait and suffer as its outcome says, up to the moment of charging.
 *
 * @param stopping aborted when the service stops, which ends what hangs
 * @returns whether to go on: no when the caller is gone, or its connection was cut
 * @throws a 500 problem for the fault `error`
 */
export async function sufferBeforeCommit(
  { fault, latencyMs }: DrawnOutcome,
  request: Request,
  stopping: AbortSignal,
): Promise<boolean> {
  if (latencyMs > 0) await sleep(latencyMs);
  if (fault === 'error') {
    throw problem(500, {
      type: 'injected-error',
      detail: 'This error was injected on purpose. This request charged nothing.',
      fix: 'Send the same request again.',
      extra: { charged: 'no' },
    });
  }
  if (fault === 'hang') await untilGone(request, stopping);
  if (fault === 'hang' || fault === 'cutBeforeCommit') cutConnection(request);
  return isConnected(request);
}

/** Whether a charge neither waits nor suffers anything. */
export const isPlain = ({ fault, latencyMs }: DrawnOutcome): boolean => fault === null && latencyMs === 0;

/** Whether there is still somebody to answer. hapi itself notices a cut only a moment later. */
export const isConnected = ({ raw }: Request): boolean => !raw.req.socket.destroyed;

/** Ends a request's connection without an answer. */
export function cutConnection({ raw }: Request): void {
  raw.req.socket.destroy();
}

function untilGone({ raw }: Request, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    raw.res.once('close', resolve);
    stopping.addEventListener('abort', () => {
      resolve();
    });
  });
}
