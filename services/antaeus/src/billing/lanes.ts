/**
 * Handles items with bounded concurrency: each lane takes the next item when it is done with its last.
 *
 * After an error no lane takes another item. The error is thrown once all lanes have finished their items.
 *
 * @param lanes how many items at once
 * @param next the next item, or undefined when there is none left
 */
export async function inLanes<T>(
  lanes: number,
  next: () => Promise<T | undefined>,
  handle: (item: T) => Promise<void>,
): Promise<void> {
  let broken = false;
  const lane = async () => {
    try {
      for (let item = await next(); item !== undefined && !broken; item = await next()) {
        await handle(item);
      }
    } catch (error) {
      broken = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}
