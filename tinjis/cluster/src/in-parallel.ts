/** Does the same with many things, so many at a time; answers in their order. */
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
