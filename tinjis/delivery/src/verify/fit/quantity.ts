const power = (base: bigint, exponent: number): bigint => base ** BigInt(exponent);

/** What a suffix multiplies by, in billionths. */
const suffixes: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: power(10n, 3),
  m: power(10n, 6),
  '': power(10n, 9),
  ...Object.fromEntries([...'kMGTPE'].map((letter, index) => [letter, power(10n, 12 + 3 * index)])),
  ...Object.fromEntries([...'KMGTPE'].map((letter, index) => [`${letter}i`, power(10n, 9) * power(1024n, index + 1)])),
};

/**
 * A Kubernetes quantity in billionths, its smallest step; finer ones are rounded up, as apimachinery's
 * `resource.ParseQuantity` does.
 * @param value a number, or a text such as `500m`, `1.5`, `8Gi` or `1e3`
 * @returns undefined for anything that is none, and for a negative one, which no field here takes
 */
export function quantityOf(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const found = /^\+?(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d))?$/.exec(String(value));
  if (!found) return undefined;
  const [, whole = '', fraction = '', suffix = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return undefined;
  // An exponent has one digit, so this divides without rest.
  const scaled = BigInt(whole + fraction) * (suffixes[suffix] as bigint) * power(10n, Number(exponent) + 9);
  const divisor = power(10n, fraction.length + 9);
  return (scaled + divisor - 1n) / divisor;
}

/** A quantity as people write it: with the largest suffix that leaves a whole number. */
export function quantityText(billionths: bigint): string {
  const written =
    ['Gi', 'Mi', 'Ki', '', 'm', 'u'].find((suffix) => billionths % (suffixes[suffix] as bigint) === 0n) ?? 'n';
  return billionths === 0n ? '0' : `${billionths / (suffixes[written] as bigint)}${written}`;
}
