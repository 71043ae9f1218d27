import type { CelFunc, CelList } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** The functions that the library lacks, or does as JavaScript does, here as Go does them. */
export function goFunctions(): CelFunc[] {
  const {
    celFunc,
    celList,
    celMethod,
    listType,
    CelScalar: { DOUBLE, DYN, INT, STRING },
  } = celLibrary();
  const strings = listType(DYN);
  return [
    celFunc('int', [STRING], INT, parseInteger),
    celFunc('string', [DOUBLE], STRING, formatDouble),
    celMethod('split', STRING, [STRING], strings, function (separator) {
      return celList(splitText(String(this), separator));
    }),
    celMethod('split', STRING, [STRING, INT], strings, function (separator, most) {
      return celList(splitText(String(this), separator, Number(most)));
    }),
    celMethod('join', strings, [], STRING, function () {
      return joinTexts(this);
    }),
    celMethod('join', strings, [STRING], STRING, function (separator) {
      return joinTexts(this, separator);
    }),
  ];
}

/** `strings.SplitN`: an empty separator splits after each code point, and the last of `most` parts keeps the rest. */
function splitText(text: string, separator: string, most = -1): string[] {
  const parts = separator === '' ? [...text] : text.split(separator);
  if (most < 0 || parts.length <= most) return parts;
  return most === 0 ? [] : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

/** `strings.Join` of a list that holds texts alone. */
function joinTexts(list: CelList, separator = ''): string {
  const texts = [...list];
  if (texts.every((each) => typeof each === 'string')) return texts.join(separator);
  throw new Error('no such overload');
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
