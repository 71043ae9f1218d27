import type { Overload } from './declarations.ts';

/** A type of CEL as the API server declares it. */
export interface CelKind {
  readonly kind: 'dyn' | 'scalar' | 'null' | 'time' | 'list' | 'map' | 'optional' | 'object' | 'variable' | 'foreign';
  /** `int`, `list`, `kubernetes.AdmissionRequest`, `_var0`. */
  readonly name: string;
  /** The types of a list's elements, or of a map's keys and values. */
  readonly parameters: readonly CelKind[];
  /** The fields of an object. */
  readonly fields?: ReadonlyMap<string, CelKind>;
}

const simple = (kind: CelKind['kind'], name: string): CelKind => ({ kind, name, parameters: [] });

export const dyn = simple('dyn', 'dyn');
export const bool = simple('scalar', 'bool');
export const bytes = simple('scalar', 'bytes');
export const double = simple('scalar', 'double');
export const int = simple('scalar', 'int');
export const string = simple('scalar', 'string');
export const uint = simple('scalar', 'uint');
export const nothing = simple('null', 'null');
export const timestamp = simple('time', 'timestamp');
export const duration = simple('time', 'duration');

/** What the API server knows and the evaluator does not: nothing may be said about an expression that uses it. */
export const foreign = (name: string): CelKind => simple('foreign', name);

/** A type that the checker has yet to find out. */
export const variable = (name: string): CelKind => simple('variable', name);
export const list = (element: CelKind): CelKind => ({ kind: 'list', name: 'list', parameters: [element] });
export const map = (key: CelKind, value: CelKind): CelKind => ({ kind: 'map', name: 'map', parameters: [key, value] });
export const optional = (of: CelKind): CelKind => ({ kind: 'optional', name: 'optional_type', parameters: [of] });
export const object = (name: string, fields: Readonly<Record<string, CelKind>>): CelKind => ({
  kind: 'object',
  name,
  parameters: [],
  fields: new Map(Object.entries(fields)),
});

/** `list(string)`, as the API server writes types in its messages. */
export function typeName({ name, parameters }: CelKind): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(typeName).join(', ')})`;
}

/** What the checker knows of type variables. */
export type Substitutions = ReadonlyMap<string, CelKind>;

/** `type` with its variables replaced as far as they are known. */
export function substitute(known: Substitutions, type: CelKind): CelKind {
  const found = type.kind === 'variable' ? known.get(type.name) : undefined;
  if (found) return substitute(known, found);
  if (type.parameters.length === 0) return type;
  return { ...type, parameters: type.parameters.map((parameter) => substitute(known, parameter)) };
}

/**
 * Whether values of each of the types `from` may stand where the type of `to` in the same place is expected, as
 * `isAssignableList` in cel-go's `checker/types.go` decides.
 * @returns what is known of variables then; undefined if they may not
 */
export function assignType(
  known: Substitutions,
  from: readonly CelKind[],
  to: readonly CelKind[],
): Substitutions | undefined {
  const next = new Map(known);
  return allAssignable(next, from, to) ? next : undefined;
}

type Learned = Map<string, CelKind>;

function allAssignable(known: Learned, from: readonly CelKind[], to: readonly CelKind[]): boolean {
  return from.length === to.length && from.every((type, index) => assignable(known, type, to[index] as CelKind));
}

function assignable(known: Learned, from: CelKind, to: CelKind): boolean {
  if (to.kind === 'variable') {
    const fits = fitsVariable(known, from, to);
    if (fits !== 'unbound') return fits === 'yes';
  }
  if (from.kind === 'variable') return fitsVariable(known, to, from) === 'yes';
  if (from.kind === 'dyn' || to.kind === 'dyn') return true;
  if (from.kind === 'null' || to.kind === 'null') return nullable(from) && nullable(to);
  return from.kind === to.kind && from.name === to.name && allAssignable(known, from.parameters, to.parameters);
}

function nullable({ kind }: CelKind): boolean {
  return kind === 'null' || kind === 'object' || kind === 'optional' || kind === 'time';
}

/** Whether `type` may take the place of `variable`; `unbound` if only a type that holds the variable itself would. */
function fitsVariable(known: Learned, type: CelKind, { name }: CelKind): 'yes' | 'no' | 'unbound' {
  if (type.name === name) return 'yes';
  const bound = known.get(name);
  if (bound) {
    if (sameType(type, bound)) return 'yes';
    if (!assignable(known, type, bound)) return 'no';
    const general = mostGeneral(type, bound);
    if (!holds(known, general, name)) known.set(name, general);
    return 'yes';
  }
  if (holds(known, type, name)) return 'unbound';
  known.set(name, type);
  return 'yes';
}

function holds(known: Learned, type: CelKind, name: string): boolean {
  if (type.kind !== 'variable') return type.parameters.some((parameter) => holds(known, parameter, name));
  if (type.name === name) return true;
  const bound = known.get(type.name);
  return bound !== undefined && holds(known, bound, name);
}

export function sameType(one: CelKind, other: CelKind): boolean {
  return typeName(one) === typeName(other);
}

/** The more general of two types that fit each other. */
export function mostGeneral(one: CelKind, other: CelKind): CelKind {
  return isLessSpecific(one, other) ? one : other;
}

function isLessSpecific(one: CelKind, other: CelKind): boolean {
  if (one.kind === 'dyn' || one.kind === 'variable') return true;
  if (other.kind === 'dyn' || other.kind === 'variable') return false;
  return (
    one.name === other.name &&
    one.parameters.every((parameter, index) => isLessSpecific(parameter, other.parameters[index] as CelKind))
  );
}

/** The API server would refuse the expression: the message is its reason. */
export class RefusedExpression extends Error {}

/** The API server may accept the expression, but it uses what the evaluator here does not know. */
export class Unsupported extends Error {}

/** What the parts of one expression say about each other's types. */
export class Inference {
  #known: Substitutions = new Map();
  #variables = 0;
  /** Types that must turn out to be the same: those of a literal's elements. */
  readonly #alike: (readonly [CelKind, CelKind])[] = [];

  final(type: CelKind): CelKind {
    for (const [one, other] of this.#alike) {
      if (!sameType(this.#settled(one), this.#settled(other))) throw mismatch(this.#settled(one), this.#settled(other));
    }
    return this.#settled(type);
  }

  /** A type without variables: those still unknown are dyn. */
  #settled(type: CelKind): CelKind {
    const known = substitute(this.#known, type);
    if (known.kind === 'variable') return dyn;
    return { ...known, parameters: known.parameters.map((parameter) => this.#settled(parameter)) };
  }

  logical(types: readonly CelKind[]): CelKind {
    const wrong = types.find((type) => !this.assigned([type], [bool]));
    if (wrong) throw mismatch(bool, wrong);
    return bool;
  }

  /** The type that the fitting overloads give; dyn if they differ. */
  resolved(name: string, overloads: readonly Overload[], types: readonly CelKind[], isMethod: boolean): CelKind {
    let result: CelKind | undefined;
    for (const { method, takes, gives } of overloads) {
      if (method !== isMethod) continue;
      const own = new Map([
        ['A', this.#newVariable()],
        ['B', this.#newVariable()],
      ]);
      if (
        !this.assigned(
          types,
          takes.map((type) => substitute(own, type)),
        )
      )
        continue;
      const given = this.substituted(substitute(own, gives));
      result = result === undefined || sameType(result, given) ? given : dyn;
    }
    if (result) return result;
    const [target, ...args] = types.map((type) => typeName(this.#settled(type)));
    const shown = isMethod ? `${target}.(${args.join(', ')})` : `(${[target, ...args].join(', ')})`;
    throw new RefusedExpression(`found no matching overload for '${name}' applied to '${shown}'`);
  }

  /** The type of a literal's elements. */
  joined(types: readonly CelKind[]): CelKind {
    const [first, ...others] = types;
    if (!first) return this.#newVariable();
    return others.reduce((joined, type) => {
      this.#alike.push([first, type]);
      return this.assigned([joined], [type]) ? mostGeneral(joined, type) : dyn;
    }, first);
  }

  /** Whether a type may turn out to be anything. From then on it counts as dyn. */
  isOpen(type: CelKind): boolean {
    if (type.kind !== 'variable') return type.kind === 'dyn';
    return this.assigned([dyn], [type]);
  }

  assigned(from: readonly CelKind[], to: readonly CelKind[]): boolean {
    const known = assignType(this.#known, from, to);
    if (known) this.#known = known;
    return known !== undefined;
  }

  substituted(type: CelKind): CelKind {
    return substitute(this.#known, type);
  }

  #newVariable(): CelKind {
    this.#variables += 1;
    return variable(`_var${this.#variables}`);
  }
}

function mismatch(wanted: CelKind, found: CelKind): RefusedExpression {
  return new RefusedExpression(`expected type '${typeName(wanted)}' but found '${typeName(found)}'`);
}
