/**
 * What an error says, with what caused it: `fetch failed` alone tells nobody anything.
 * @param error whatever was thrown
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`;
}
