import { createInterface } from 'node:readline';
import { open } from './answer.ts';
import type { ApiConnection } from './connection.ts';

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

interface Watched {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * What the server tells of a collection from now on; objects that are there already come first, as ADDED.
 * Ends without an error when the signal does; the server may also end it, after minutes, and the caller asks again.
 * @throws Error when the server refuses or breaks off
 */
export async function* watch<T>(
  connection: ApiConnection,
  { path, query, signal }: Watched,
): AsyncIterable<WatchEvent<T>> {
  try {
    const response = await open(connection, {
      method: 'GET',
      path,
      query: { ...query, watch: true, allowWatchBookmarks: false },
      signal,
    });
    response.socket.setTimeout(0);
    for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
      if (response.statusCode !== 200) throw new Error(`watch ${path}: ${line}`);
      yield JSON.parse(line) as WatchEvent<T>;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
