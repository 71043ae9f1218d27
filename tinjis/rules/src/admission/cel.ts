import type { CelEnv, CelInput, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';
import { goFunctions } from './go-functions.ts';
import { checkExpression } from './type-check/check.ts';
import { declarations, type Declarations } from './type-check/declarations.ts';
import type { Expression } from './type-check/expression.ts';
import { RefusedExpression } from './type-check/inference.ts';
import { sameType, typeName, type CelKind } from './type-check/types.ts';

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
