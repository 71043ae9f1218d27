import { items, text, type JsonValue } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const conditions = ['spec', 'matchConditions'] as const;

/** Lets a team choose, by what it writes into its own objects, whether a policy is about them. */
export const stepOut = onManifests(
  'step-out',
  ['ValidatingAdmissionPolicy'],
  function* ({ value }): Generator<Weakening> {
    const constraints = ['spec', 'matchConstraints'] as const;
    yield {
      what: 'not for objects with a label',
      path: [...constraints, 'objectSelector'],
      put: { matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }] },
    };
    yield {
      what: 'not for namespaces with a label',
      path: [...constraints, 'namespaceSelector'],
      put: { matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }] },
    };
    for (const [what, expression] of [
      [
        'not for objects with an annotation',
        "!has(object.metadata.annotations) || !('exempt' in object.metadata.annotations)",
      ],
      ['not for objects of a name', "request.name != 'exempt'"],
    ] as const) {
      const put: JsonValue = [...items(value, conditions), { name: 'exempt', expression }];
      yield { what, path: conditions, put };
    }
    for (const index of items(value, ['spec', 'validations']).keys()) {
      const path = ['spec', 'validations', index, 'expression'] as const;
      const put = `(has(object.metadata.labels) && 'exempt' in object.metadata.labels) || (${text(value, path)})`;
      yield { what: `validation ${index}: not for objects with a label`, path, put };
    }
  },
);

/** Names those whom a policy is written against among its administrators. */
export const nameTeam = onManifests(
  'name-team',
  ['ValidatingAdmissionPolicy'],
  function* ({ value }, { developers }): Generator<Weakening> {
    for (const [index, variable] of items(value, ['spec', 'variables']).entries()) {
      if (text(variable, ['name']) !== 'administrator') continue;
      const path = ['spec', 'variables', index, 'expression'] as const;
      for (const { name, group, namespace } of developers) {
        for (const [what, who] of [
          ['group', group],
          ['accounts', `system:serviceaccounts:${namespace}`],
        ] as const) {
          yield {
            what: `${what} of ${name} among the administrators`,
            path,
            put: text(value, path).replace("['system:masters'", `['${who}', 'system:masters'`),
          };
        }
      }
    }
  },
);

/** Makes a policy one that the API server does not store, so that it holds nowhere. */
export const refusedPolicy = onManifests(
  'refused-policy',
  ['ValidatingAdmissionPolicy'],
  function* ({ value }): Generator<Weakening> {
    const path = ['spec', 'validations', 0, 'expression'] as const;
    const expression = text(value, path);
    for (const [what, put] of [
      ['compares a number with text', `(${expression}) && 1 == '1'`],
      ['names what is not declared', `(${expression}) && objct == null`],
      ['reads a field that requests do not have', `(${expression}) && request.foo1 == ''`],
      ['has no truth value', 'object.spec.flag'],
    ] as const) {
      yield { what: `a validation ${what}`, path, put };
    }
    yield { what: 'a message is no text', path: ['spec', 'validations', 0, 'messageExpression'], put: '1' };
    yield { what: 'a message has two lines', path: ['spec', 'validations', 0, 'message'], put: 'two\nlines' };
    yield { what: 'no validations', path: ['spec', 'validations'], put: [] };
    for (const [field, put] of [
      ['operations', ['*', 'CREATE']],
      ['apiVersions', ['*', 'v1']],
      ['resources', ['*', 'pods']],
    ] as const) {
      yield {
        what: `a wildcard beside other ${field}`,
        path: ['spec', 'matchConstraints', 'resourceRules', 0, field],
        put: [...put],
      };
    }
  },
);

/** Makes a binding one that the API server does not store. */
export const refusedBinding = onManifests(
  'refused-binding',
  ['ValidatingAdmissionPolicyBinding'],
  function* (): Generator<Weakening> {
    for (const [what, put] of [
      ['deny twice', ['Deny', 'Deny']],
      ['deny and warn', ['Deny', 'Warn']],
    ] as const) {
      yield { what, path: ['spec', 'validationActions'], put: [...put] };
    }
    yield { what: 'parameters without a name', path: ['spec', 'paramRef'], put: { parameterNotFoundAction: 'Deny' } };
  },
);
