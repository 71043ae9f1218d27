/**
 * SQLSTATE class 57P: the server is starting or stopping; the others are Node's names for a server that is not there.
 */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
]);

/** Whether a database error says that the server is away: then the same statement may succeed later. */
export function isConnectionError(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return codes.has(code ?? '') || /timeout|terminated|not queryable/i.test(message ?? '');
}
