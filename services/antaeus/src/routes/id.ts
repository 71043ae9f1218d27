import { notFound } from '@hapi/boom';

/** PostgreSQL's largest `integer`. */
const largest = 2_147_483_647;

/**
 * The id in a path.
 *
 * @throws 404 for anything that cannot be an id: to a client, such an id does not exist
 */
export function pathId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (id < 1 || id > largest) throw notFound();
  return id;
}

/** The thing found under a path, or 404. */
export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound();
  return thing;
}
