import type { CelEnv, CelInput, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** An expression, parsed and planned once. It never throws: an error is its result. */
export type CelProgram = (bindings: Readonly<Record<string, CelInput>>) => CelResult;

/** Either the program, or the reason not to trust its result here. */
export type Compiled = { readonly program: CelProgram } | { readonly unsupported: string };

// Kubernetes' additions to the language (authorizer, quantities, addresses, lists…) are not here, nor are optional
// types. The oracle `admission-policy` shows that the rest decides alike; the evaluator does not guess at an expression
// beyond it.
const supported = new Set([
  '_&&_',
  '_||_',
  '!_',
  '_?_:_',
  '_==_',
  '_!=_',
  '_<_',
  '_<=_',
  '_>_',
  '_>=_',
  '_+_',
  '_-_',
  '-_',
  '_*_',
  '_/_',
  '_%_',
  '@in',
  '_[_]',
  '@not_strictly_false',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'string',
  'int',
]);

let environment: CelEnv | undefined;

/** The names that every expression of a policy may use. */
export const roots = ['object', 'oldObject', 'request', 'namespaceObject'] as const;

/**
 * Compiles `expression`. It refuses everything that Kubernetes knows and this evaluator does not, instead of running it
 * to an error. It also refuses an unknown name, for which the API server would refuse the policy.
 *
 * @param names the names that the expression may use
 */
export function compileExpression(expression: string, names: readonly string[] = roots): Compiled {
  const { celEnv, parse, plan, RE2JS } = celLibrary();
  environment ??= celEnv({ re2: rememberingRegex(RE2JS) });
  try {
    const parsed = parse(expression);
    const uses: Uses = { functions: [], identifiers: [], bound: [] };
    collect(parsed.expr, uses);
    const beyond =
      uses.functions.find((name) => !supported.has(name)) ??
      uses.identifiers.find((name) => !names.includes(name) && !uses.bound.includes(name));
    return beyond === undefined
      ? { program: plan(environment, parsed) }
      : { unsupported: `${beyond} is not supported here` };
  } catch (error) {
    return { unsupported: (error as Error).message };
  }
}

interface Uses {
  readonly functions: string[];
  readonly identifiers: string[];
  /** Names that macros such as `all` bring in. */
  readonly bound: string[];
}

interface ExpressionKind {
  readonly case: 'callExpr' | 'identExpr' | 'comprehensionExpr';
  readonly value: {
    readonly function: string;
    readonly name: string;
    readonly iterVar: string;
    readonly accuVar: string;
  };
}

/** Walks a parsed expression, whatever its shape. */
function collect(node: unknown, uses: Uses): void {
  if (typeof node !== 'object') return;
  const { case: kind, value } = node as ExpressionKind;
  if (kind === 'callExpr') uses.functions.push(value.function);
  if (kind === 'identExpr') uses.identifiers.push(value.name);
  if (kind === 'comprehensionExpr') uses.bound.push(value.iterVar, value.accuVar);
  Object.values(node as object).forEach((child) => {
    collect(child, uses);
  });
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
