/**
 * The replay key of a charge whose caller names the request: its Idempotency-Key.
 *
 * The prefix keeps it apart from replay keys of any other kind, whatever a caller chooses.
 */
export const namedReplayKey = (idempotencyKey: string): string => `key:${idempotencyKey}`;
