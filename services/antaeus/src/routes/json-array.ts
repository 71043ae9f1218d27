import { Readable } from 'node:stream';

/**
 * A JSON array that is written while it is read from the database. Memory holds a page, however long the array is.
 *
 * The first page is read before anything is written: a database that is away gives an error, not a truncated answer.
 *
 * @param page the next page; the first page shorter than `pageSize` is the last
 */
export async function jsonArray(page: () => Promise<readonly unknown[]>, pageSize: number): Promise<Readable> {
  const first = await page();
  return Readable.from(chunks(first, page, pageSize), { objectMode: false });
}

async function* chunks(
  first: readonly unknown[],
  page: () => Promise<readonly unknown[]>,
  pageSize: number,
): AsyncGenerator<string> {
  let items = first;
  yield `[${inner(items)}`;
  while (items.length === pageSize) {
    items = await page();
    if (items.length > 0) yield `,${inner(items)}`;
  }
  yield ']';
}

function inner(items: readonly unknown[]): string {
  return JSON.stringify(items).slice(1, -1);
}
