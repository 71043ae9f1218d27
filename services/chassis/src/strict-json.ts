import type { Request } from '@hapi/hapi';
import { problem } from './problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As many significant digits as every number can keep. */
const keptDigits = 15;

/**
 * The parts of a JSON text that matter here: strings, which hide the others, numbers that may have more digits than
 * are kept, and the colon of each member.
 */
const part = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}|:/g;

/** No body here nests deeper than five; a body that nests by the thousand would use up the stack. */
const deepest = 32;

/** The encodings that hapi unpacks for a route with `parse: 'gunzip'`. It hands on any other body as it is. */
const encodings = new Set<unknown>([undefined, 'identity', 'gzip', 'deflate']);

/**
 * Reads the JSON body of a route with `parse: 'gunzip'` by `parseStrictJson`.
 *
 * @throws a 415 problem for a body in an encoding that nobody has unpacked; a 400 problem as `parseStrictJson` does
 */
export function readStrictJson({ headers, payload }: Request): unknown {
  if (encodings.has(headers['content-encoding'])) return parseStrictJson(payload as Buffer);
  throw problem(415, {
    type: 'unsupported-encoding',
    detail: 'The body is in an encoding that this service does not know.',
    fix: 'Send the body plain, or with the Content-Encoding gzip or deflate.',
  });
}

/**
 * Reads a JSON body and refuses a body that JSON.parse would change in silence: of two members with one name it drops
 * the first, and a number with too many digits becomes another number.
 *
 * @throws a 400 problem that says what is wrong
 */
export function parseStrictJson(body: Buffer): unknown {
  const { text, value } = parse(body);
  let members = 0;
  // `matchAll` would take twice as long: it makes an object for each part.
  for (const token of text.match(part) ?? []) {
    if (token === ':') members += 1;
    else if (!token.startsWith('"') && !isKept(token))
      throw invalidJson(`the number ${token.slice(0, 40)} has more digits than a number keeps`);
  }
  if (members !== countMembers(value)) throw invalidJson('an object has two members with one name');
  return value;
}

function parse(body: Buffer): { text: string; value: unknown } {
  try {
    const text = utf8.decode(body);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw invalidJson('it is no JSON text in UTF-8');
  }
}

function isKept(number: string): boolean {
  const digits = number
    .replace(/[eE].*/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  return digits.length <= keptDigits || (/^-?\d+$/.test(number) && Number.isSafeInteger(Number(number)));
}

function countMembers(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === deepest) throw invalidJson(`it nests more than ${deepest} levels deep`);
  // A copy of the object would take it for its prototype.
  if (Object.hasOwn(value, '__proto__')) throw invalidJson('a member is named __proto__');
  const inside = Object.values(value).reduce((sum: number, each) => sum + countMembers(each, depth + 1), 0);
  return Array.isArray(value) ? inside : inside + Object.keys(value).length;
}

function invalidJson(reason: string) {
  return problem(400, {
    type: 'invalid-json',
    detail: `The body cannot be used: ${reason}.`,
    fix: 'Send a JSON text in UTF-8, each member once, and each number with at most 15 significant digits.',
  });
}
