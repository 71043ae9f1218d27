import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { typedCases } from '../../../testing/random/typed-expressions.ts';
import { compileExpression } from '../../../src/admission/cel.ts';
import { bool, sameType } from '../../../src/admission/type-check/types.ts';
import { toCelInput } from '../../../src/admission/bindings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('any expression', () => {
  it('is compiled or gets a reason, and gives a truth value where it is taken for one', () => {
    const bindings = { object: toCelInput({ a: 'a', list: [1], count: 2, spec: {} }), oldObject: null };
    fc.assert(
      fc.property(typedCases, ({ expression }) => {
        const compiled = compileExpression(expression);
        if (!('program' in compiled)) {
          expect(Object.values(compiled)[0]).to.not.be.empty();
          return;
        }
        const result = compiled.program({ ...bindings, request: null, namespaceObject: null });
        const isError = typeof result === 'object' && result !== null && 'message' in result;
        if (sameType(compiled.type, bool)) expect(isError || typeof result === 'boolean', expression).to.be.true();
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
