import type { CelFunc } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** The conversions that the library does as JavaScript does, here as Go does them. */
export function conversions(): CelFunc[] {
  const {
    celFunc,
    CelScalar: { DOUBLE, INT, STRING },
  } = celLibrary();
  return [celFunc('int', [STRING], INT, parseInteger), celFunc('string', [DOUBLE], STRING, formatDouble)];
}

/** `strconv.ParseInt(text, 10, 64)`. */
function parseInteger(text: string): bigint {
  const value = /^[+-]?[0-9]+$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || BigInt.asIntN(64, value) !== value) {
    throw new Error("type conversion error from 'string' to 'int'");
  }
  return value;
}

/** `fmt.Sprintf("%g", value)` of a finite number. */
function formatDouble(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return Object.is(value, -0) ? '-0' : String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
