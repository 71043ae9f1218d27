/** Orders texts by code unit: the same on every machine, unlike a locale's order. */
export function byCodePoint(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}
