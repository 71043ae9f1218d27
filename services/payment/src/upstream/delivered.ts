import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Answers that were handed to the operating system and have no proof of arrival yet, by connection. */
const handedOver = new WeakMap<Socket, (delivered: boolean) => void>();

/**
 * Notes that another request came in on a connection: its caller has read the answer before it.
 *
 * @param socket the request's connection
 */
export function proveDelivered(socket: Socket): void {
  handedOver.get(socket)?.(true);
}

/**
 * Tells whether an answer reaches its caller, as well as a server can know.
 *
 * - yes: another request came on the connection, or it outlived the answer by `settleMs`;
 * - no: it ended before. An orderly end is no proof: a caller that is killed before it reads ends in order as well.
 *
 * The waiting time is for a reset that is still on its way; docs/decisions has the whole reasoning.
 *
 * @param response not yet sent
 * @param settleMs in milliseconds
 */
export function delivered(response: ServerResponse, settleMs: number): Promise<boolean> {
  const { socket } = response.req;
  // A caller that is gone already will not be heard to go.
  if (socket.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const cutShort = () => {
      resolve(false);
    };
    response.once('close', cutShort);
    response.once('finish', () => {
      response.off('close', cutShort);
      const settle = (reached: boolean) => {
        clearTimeout(timer);
        handedOver.delete(socket);
        socket.off('close', ended);
        resolve(reached);
      };
      const ended = () => {
        settle(false);
      };
      const timer = setTimeout(settle, settleMs, true);
      handedOver.set(socket, settle);
      socket.once('close', ended);
    });
  });
}
