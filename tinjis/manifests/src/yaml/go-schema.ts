import { boolYaml11Tag, CORE_SCHEMA, defineScalarTag, NOT_RESOLVED } from 'js-yaml';

const integer = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/**
 * A plain scalar as the YAML package of Argo CD and the API server resolves it to a number: with underscores, octal
 * after a zero.
 * @returns undefined where it is none
 */
export function readNumber(source: string): number | undefined {
  // What begins with a dot goes to Go's own parser of floats, which takes underscores only between digits.
  const plain = /^\..*(?:(?<!\d)_|_(?!\d))/.test(source) ? source : source.replaceAll('_', '');
  if (integer.test(plain)) {
    const digits = plain.replace(/^[-+]/, '');
    const value = Number(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
    return plain.startsWith('-') ? -value : value;
  }
  // Go strips the prefix of a binary number and lets the rest have a sign.
  if (/^0b[-+][01]+$/.test(plain)) return Number(`0b${plain.slice(3)}`) * (plain[2] === '-' ? -1 : 1);
  if (!float.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const numberTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', '.', ...'0123456789'],
  identify: Number.isInteger,
  resolve: (source) => readNumber(source) ?? NOT_RESOLVED,
});

/**
 * How Go's YAML packages resolve plain scalars: what kustomize prints is read by this, so that an object is what the
 * API server is given.
 */
export const goSchema = CORE_SCHEMA.withTags(boolYaml11Tag, numberTag);
