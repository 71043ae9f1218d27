/**
 * Faults on purpose, on the charge route only; probes and metrics have a port of their own.
 *
 * - `error`: answered with 500, nothing charged.
 * - `hang`: never answered, nothing charged; ends when the caller gives up or the service stops.
 * - `cutBeforeCommit`: the connection ends without an answer, nothing charged.
 * - `cutAfterCommit`: the connection ends without an answer, and the charge stands. This fault matters most.
 */
export const faults = ['error', 'hang', 'cutBeforeCommit', 'cutAfterCommit'] as const;
export type Fault = (typeof faults)[number];

export const isFault = (name: string): name is Fault => (faults as readonly string[]).includes(name);
