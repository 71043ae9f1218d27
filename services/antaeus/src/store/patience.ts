import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { isConnectionError } from '@tinjis/chassis/connection-error';

/** Runs a statement again while the database is away. */
export type Patience = <T>(statement: () => Promise<T>) => Promise<T>;

/**
 * Waits out a database that restarts or fails over. Every statement it is used for may be run twice without harm.
 *
 * @param maxAttempts how often to try again; with 12 and pauses of up to 4 seconds, about half a minute
 */
export function databasePatience(maxAttempts = 12): Patience {
  const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 4_000 });
  const policy = retry(handleWhen(isConnectionError), { maxAttempts, backoff });
  return (statement) => policy.execute(statement);
}
