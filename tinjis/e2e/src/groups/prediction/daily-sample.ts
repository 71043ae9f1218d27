/**
 * Some of many, spread evenly: every n-th, beginning at another place each day, so that all are asked in the end and a
 * day's are the same.
 * @param count how many at most
 * @param day days since 1970; recorded with the results
 */
export function dailySample<T>(all: readonly T[], count: number, day: number): readonly T[] {
  if (all.length <= count) return all;
  const step = all.length / count;
  const start = (day * 7919) % all.length;
  return Array.from({ length: count }, (_, index) => all[Math.floor(start + index * step) % all.length] as T);
}

/** Today, as `sample` counts days. */
export function today(now: number = Date.now()): number {
  return Math.floor(now / 86_400_000);
}
