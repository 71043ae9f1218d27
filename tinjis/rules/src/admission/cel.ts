import type { CelEnv, CelInput, CelResult, CelFunc, CelList } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';
import { checkExpression } from './type-check/check.ts';
import { declarations, type Declarations } from './type-check/declarations.ts';
import type { Expression } from './type-check/expression.ts';
import { RefusedExpression, sameType, typeName, type CelKind } from './type-check/types.ts';

/** An expression, parsed and planned once. It never throws: an error is its result. */
export type CelProgram = (bindings: Readonly<Record<string, CelInput>>) => CelResult;

/** The program; or the API server's reason to refuse the expression, or ours not to evaluate it. */
export type Compiled =
  | {
      readonly program: CelProgram;
      readonly type: CelKind;
      readonly uses: ReadonlySet<string>;
      readonly parsed: Expression;
    }
  | { readonly refused: string }
  | { readonly unsupported: string };

let environment: CelEnv | undefined;

/**
 * Compiles `expression` with the types that Kubernetes declares.
 *
 * @param declared the names that the expression may use
 * @param wanted the types that its value may have; any type if absent
 */
export function compileExpression(
  expression: string,
  declared: Declarations = declarations(),
  wanted?: readonly CelKind[],
): Compiled {
  const { celEnv, isCelError, parse, plan, RE2JS } = celLibrary();
  const env = (environment ??= celEnv({ re2: rememberingRegex(RE2JS), funcs: goFunctions() }));
  try {
    const { expr } = parse(expression);
    const parsed = expr as Expression;
    const { type, uses, failsToStart } = checkExpression(parsed, declared, {
      isRegex: (text) => doesNotThrow(() => RE2JS.compile(text)),
      succeeds: (constant) => !isCelError(plan(env, constant)()),
    });
    if (wanted && !wanted.some((one) => sameType(one, type))) {
      return { refused: `must evaluate to ${wanted.map(typeName).join(' or ')} but got ${typeName(type)}` };
    }
    if (failsToStart) return { refused: 'program instantiation failed' };
    return { program: plan(env, parsed), type, uses, parsed };
  } catch (error) {
    const { message } = error as Error;
    return error instanceof RefusedExpression ? { refused: message } : { unsupported: message };
  }
}

function doesNotThrow(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** The part of a regular expression engine that CEL needs. */
interface RegexEngine {
  /** @throws if the pattern is invalid */
  compile(pattern: string): { test(text: string): boolean };
}

/**
 * An engine that remembers its patterns and their result for each text. Every identity and namespace compares the same
 * few images and names with the same few patterns, and that was a third of a proof.
 */
export function rememberingRegex(engine: RegexEngine): RegexEngine {
  const patterns = new Map<string, ReturnType<RegexEngine['compile']>>();
  return {
    compile: (pattern) => {
      const known = patterns.get(pattern);
      if (known) return known;
      const compiled = remembering(engine.compile(pattern));
      patterns.set(pattern, compiled);
      return compiled;
    },
  };
}

function remembering(compiled: ReturnType<RegexEngine['compile']>): ReturnType<RegexEngine['compile']> {
  const outcomes = new Map<string, boolean>();
  return {
    test: (text) => {
      let outcome = outcomes.get(text);
      if (outcome === undefined) outcomes.set(text, (outcome = compiled.test(text)));
      return outcome;
    },
  };
}

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
