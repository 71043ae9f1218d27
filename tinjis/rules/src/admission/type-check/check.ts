import {
  comparesToNull,
  isWrittenByServer,
  joinedPath,
  pathOf,
  literalText,
  type Expression,
  type Filled,
  type PartOf,
} from './expression.ts';
import { functions, type Declarations } from './declarations.ts';
import {
  Inference,
  RefusedExpression,
  Unsupported,
  bool,
  bytes,
  double,
  dyn,
  int,
  list,
  map,
  nothing,
  optional,
  string,
  typeName,
  uint,
  type CelKind,
} from './types.ts';

export interface CheckedExpression {
  readonly type: CelKind;
  /** The declared names that the expression uses. */
  readonly uses: ReadonlySet<string>;
  /** Whether it has a constant that cannot be converted: the API server makes no program of it. */
  readonly failsToStart: boolean;
}

/** The parts of the evaluator that the checker needs. */
export interface Engine {
  /** Whether a text is a regular expression in RE2's syntax. */
  isRegex(text: string): boolean;
  /** Whether an expression of constants has a value. */
  succeeds(expression: Expression): boolean;
}

/**
 * The type of a parsed expression, worked out as cel-go's `checker/checker.go` does with Kubernetes' declarations. It
 * ends at the first fault.
 *
 * @throws {RefusedExpression} for an expression that the API server does not accept
 * @throws {Unsupported} for an expression that is not evaluated here
 */
export function checkExpression(expression: Expression, declared: Declarations, engine: Engine): CheckedExpression {
  const checker = new Checker(engine);
  const type = checker.whole(expression, declared);
  return { type, uses: checker.uses, failsToStart: checker.failsToStart };
}

class Checker {
  readonly uses = new Set<string>();
  failsToStart = false;
  #invalid: string | undefined;
  readonly #engine: Engine;
  readonly #types = new Inference();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  whole(expression: Expression, declared: Declarations): CelKind {
    const type = this.#types.final(this.#value(expression, declared));
    if (this.#invalid !== undefined) throw new RefusedExpression(this.#invalid);
    return type;
  }

  /** The type of an expression whose value is used: requests and namespaces are known only field by field. */
  #value(expression: Expression, declared: Declarations): CelKind {
    const type = this.#check(expression, declared);
    if (type.kind === 'object') throw new Unsupported(`the whole of ${pathOf(expression)} is not known here`);
    return type;
  }

  #check(expression: Expression, declared: Declarations): CelKind {
    const { case: kind, value } = expression.exprKind as Filled;
    switch (kind) {
      case 'constExpr':
        return constants[value.constantKind.case as keyof typeof constants];
      case 'identExpr':
        return this.#identifier(value.name, declared);
      case 'selectExpr':
        return this.#select(expression, value, declared);
      case 'callExpr':
        return this.#call(expression, value, declared);
      case 'listExpr':
        return list(this.#types.joined(value.elements.map((element) => this.#value(element, declared))));
      case 'structExpr':
        return this.#struct(value, declared);
      case 'comprehensionExpr':
        return this.#comprehension(value, declared);
    }
  }

  #identifier(name: string, declared: Declarations): CelKind {
    const type = declared.get(name);
    if (!type) throw new RefusedExpression(`undeclared reference to '${name}' (in container '')`);
    if (type.kind === 'foreign') throw new Unsupported(`${name} is not supported here`);
    this.uses.add(name);
    return type;
  }

  #select(expression: Expression, { operand, field, testOnly }: PartOf<'selectExpr'>, declared: Declarations): CelKind {
    const type = this.#fieldOf(this.#types.substituted(this.#check(operand as Expression, declared)), field);
    const path = pathOf(expression);
    if (type.kind === 'foreign' || isWrittenByServer(path)) throw new Unsupported(`${path} is not known here`);
    return testOnly ? bool : this.#types.substituted(type);
  }

  #fieldOf(target: CelKind, field: string): CelKind {
    if (target.kind === 'map') return target.parameters[1] as CelKind;
    if (target.kind === 'optional') {
      return optional(this.#fieldOf(this.#types.substituted(target.parameters[0] as CelKind), field));
    }
    if (target.kind === 'object') {
      const type = target.fields?.get(field);
      if (!type) throw new RefusedExpression(`undefined field '${field}'`);
      return type;
    }
    if (this.#types.isOpen(target)) return dyn;
    throw new RefusedExpression(`type '${typeName(target)}' does not support field selection`);
  }

  #call(expression: Expression, { function: name, target, args }: PartOf<'callExpr'>, declared: Declarations): CelKind {
    const overloads = functions.get(name);
    if (!overloads) throw new Unsupported(`${joinedPath(pathOf(target), name) ?? name} is not supported here`);
    const operands = target ? [target, ...args] : args;
    const asksForNull = comparesToNull(name, operands);
    const types = operands.map((operand) =>
      asksForNull ? this.#check(operand, declared) : this.#value(operand, declared),
    );
    if (name === '_[_]' && /^(?:list|struct)Expr$/.test(String((operands[1] as Expression).exprKind.case))) {
      throw new Unsupported('what a list or a map finds as an index is not known here');
    }
    const [whole, key] = name === '@in' ? [operands[1], operands[0]] : operands;
    const path = name === '@in' || name === '_[_]' ? joinedPath(pathOf(whole), literalText(key)) : undefined;
    if (isWrittenByServer(path)) throw new Unsupported(`${path} is not known here`);
    const type =
      name === '_&&_' || name === '_||_'
        ? this.#types.logical(types)
        : this.#types.resolved(name, overloads, types, target !== undefined);
    this.#constants(expression, name, args);
    return type;
  }

  /** Constants that the API server looks at once all types are right. */
  #constants(expression: Expression, name: string, args: readonly Expression[]): void {
    const badPattern = (text: string | undefined): boolean => text !== undefined && !this.#engine.isRegex(text);
    if (name === 'matches' && badPattern(literalText(args[0]))) this.#invalid ??= 'invalid matches argument';
    const isConversion = (name === 'int' || name === 'string') && args[0]?.exprKind.case === 'constExpr';
    this.failsToStart ||=
      (name === 'matches' && badPattern(literalText(args[1]))) || (isConversion && !this.#engine.succeeds(expression));
  }

  #struct({ messageName, entries }: PartOf<'structExpr'>, declared: Declarations): CelKind {
    if (messageName !== '') throw new Unsupported(`a ${messageName} is not supported here`);
    const types = entries.map(({ keyKind, value }) => {
      // Only the entries of a message have another kind of key.
      return [this.#value(keyKind.value as Expression, declared), this.#value(value as Expression, declared)] as const;
    });
    return map(this.#types.joined(types.map(([key]) => key)), this.#types.joined(types.map(([, value]) => value)));
  }

  #comprehension(
    { iterVar, iterRange, accuVar, accuInit, loopCondition, loopStep, result }: PartOf<'comprehensionExpr'>,
    declared: Declarations,
  ): CelKind {
    const range = this.#types.substituted(this.#value(iterRange as Expression, declared));
    const accumulated = this.#value(accuInit as Expression, declared);
    const outer = new Map([...declared, [accuVar, accumulated]]);
    const inner = new Map([...outer, [iterVar, this.#elementOf(range)]]);
    this.#value(loopCondition as Expression, inner);
    // Macros make steps that fit; the step tells what the elements of a list are.
    this.#types.assigned([accumulated], [this.#value(loopStep as Expression, inner)]);
    return this.#types.substituted(this.#value(result as Expression, outer));
  }

  #elementOf(range: CelKind): CelKind {
    if (range.kind === 'list' || range.kind === 'map') return range.parameters[0] as CelKind;
    if (this.#types.isOpen(range)) return dyn;
    throw new RefusedExpression(
      `expression of type '${typeName(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
  }
}

/** The types of all constants that the parser makes. */
const constants = {
  boolValue: bool,
  bytesValue: bytes,
  doubleValue: double,
  int64Value: int,
  nullValue: nothing,
  stringValue: string,
  uint64Value: uint,
} as const;
