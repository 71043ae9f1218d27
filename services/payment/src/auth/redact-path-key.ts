/**
 * A path without the key it may hold.
 *
 * Redacted whether or not keys in paths are opted in to, and wherever it stands: a caller that mistyped the path sent
 * its key all the same.
 */
export const redactPathKey = (path: string): string =>
  path.replace(/^(\/+k\/+)[^/]*/i, '$1[redacted]').replaceAll(/pay_[\w-]+/g, '[redacted]');
