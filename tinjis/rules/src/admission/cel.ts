import type { CelEnv, CelInput, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** An expression, parsed and planned once. Never throws: what goes wrong is the result. */
export type CelProgram = (bindings: Readonly<Record<string, CelInput>>) => CelResult;

/** Either the program, or why its result could not be trusted here. */
export type Compiled = { readonly program: CelProgram } | { readonly unsupported: string };

// What Kubernetes adds to the language (authorizer, quantities, addresses, lists…) is not here, nor are optional types.
// The rest is shown to decide alike by the oracle `admission-policy`; an expression beyond it is not guessed at.
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

/** The names every expression of a policy may use. */
export const roots = ['object', 'oldObject', 'request', 'namespaceObject'] as const;

/**
 * Compiles `expression`. What Kubernetes knows and this evaluator does not is refused, never run to an error; and so is
 * a name that nothing has, for which the API server would refuse the policy.
 *
 * @param names what the expression may name
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

/** As much of a regular expression engine as CEL needs. */
interface RegexEngine {
  /** @throws where the pattern is none */
  compile(pattern: string): { test(text: string): boolean };
}

/**
 * An engine that remembers its patterns and what each said to a text: the same few images and names are held against
 * the same few patterns for every identity and namespace, and that was a third of a proof.
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
