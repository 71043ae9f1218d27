import {
  boolYaml11Tag,
  CORE_SCHEMA,
  defineScalarTag,
  NOT_RESOLVED,
  EVENT_ID,
  type Event,
  load,
  SCALAR_STYLE,
} from 'js-yaml';

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

/** Words YAML 1.1, which the API server reads, takes for true or false. */
const word = /^(?:y|n|yes|no|on|off)$/i;
/** Everything that somebody's YAML may take for a number; the plainest numbers are the same to everybody. */
const numeric = /^(?:[-+][\d._]|\.?\d)[\da-fA-FxXoO_.+-]*$/;
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
/** Numbers that JSON does not hold: Kubernetes refuses the whole document. */
const noNumber = /^(?:[-+]?\.inf|\.nan)$/i;

/** A plain scalar that two programs read differently. */
export interface Ambiguous {
  readonly offset: number;
  readonly word: string;
  /** What Kubernetes takes it for. */
  readonly meaning: string;
}

/** Finds the plain scalars that kubectl and kustomize would read differently from a reader of YAML 1.2. */
export function ambiguousScalars(source: string, events: readonly Event[]): readonly Ambiguous[] {
  const found: Ambiguous[] = [];
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) continue;
    const { valueStart: offset, valueEnd } = event;
    const text = source.slice(offset, Math.min(valueEnd, offset + longest));
    if (word.test(text)) found.push({ offset, word: text, meaning: 'true or false' });
    else if (noNumber.test(text)) found.push({ offset, word: text, meaning: 'no number' });
    else if (numeric.test(text) && !plainNumber.test(text)) {
      const number = readNumber(text);
      // Go takes a sign behind the prefix: in some versions, and for some bases.
      const isSigned = /^[-+]?0[xXoObB]_*[-+]/.test(text);
      const isRounded = Number.isInteger(number) && !Number.isSafeInteger(number);
      if (isSigned || isRounded || !Object.is(load(text, { schema: CORE_SCHEMA }), number ?? text))
        found.push({ offset, word: text, meaning: number === undefined ? 'text' : `the number ${number}` });
    }
  }
  return found;
}

/** Longer scalars are no numbers that anybody writes. */
const longest = 40;

/**
 * Finds the second merge key of a mapping. YAML has no order for them, and a mapping with the same key twice is none.
 * @returns its offset
 */
export function secondMerge(source: string, events: readonly Event[]): number | undefined {
  if (source.indexOf('<<') === source.lastIndexOf('<<')) return undefined;
  // For each open collection: whether the next node is a key, and whether a merge key was among them.
  const open: { readonly mapping: boolean; key: boolean; merged: boolean }[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      open.push({ mapping: false, key: false, merged: false });
      continue;
    }
    const around = open.at(-1) as (typeof open)[number];
    if (event.type === EVENT_ID.SCALAR && around.key && source.slice(event.valueStart, event.valueEnd) === '<<') {
      if (around.merged) return event.valueStart;
      around.merged = true;
    }
    if (around.mapping) around.key = !around.key;
    const mapping = event.type === EVENT_ID.MAPPING;
    if (mapping || event.type === EVENT_ID.SEQUENCE) open.push({ mapping, key: mapping, merged: false });
  }
  return undefined;
}
