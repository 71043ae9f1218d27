/**
 * Does the same work for many items, with a limit on how many run at a time; returns the results in the items' order.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  each: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      results[index] = await each(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
