/**
 * Hands out the items of pages one by one and fetches the next page meanwhile. Memory holds two pages, however many
 * there are.
 *
 * @param page the next page; an empty page is the end
 * @param low fetch ahead once no more than this many are left
 * @returns the next item, or undefined at the end
 */
export function readAhead<T>(page: () => Promise<readonly T[]>, low: number): () => Promise<T | undefined> {
  const items: T[] = [];
  let fetching: Promise<void> | undefined;
  let ended = false;
  const fetch = async () => {
    const fetched = await page();
    ended = fetched.length === 0;
    items.push(...fetched);
    fetching = undefined;
  };
  return async () => {
    for (;;) {
      const item = items.shift();
      if (items.length <= low && !ended && fetching === undefined) {
        fetching = fetch();
        // Whoever waits for the page gets the error; nobody may be waiting yet.
        fetching.catch(() => undefined);
      }
      if (item !== undefined || ended) return item;
      await fetching;
    }
  };
}
