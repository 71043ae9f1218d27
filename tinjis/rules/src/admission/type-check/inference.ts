import type { Overload } from './declarations.ts';
import {
  assignType,
  bool,
  dyn,
  mostGeneral,
  sameType,
  substitute,
  typeName,
  variable,
  type CelKind,
  type Substitutions,
} from './types.ts';

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
