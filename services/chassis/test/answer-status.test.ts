import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answerStatus } from '../src/answer-status.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('answerStatus', () => {
  it("is the answer's, or 499 where there was none", () => {
    expect(answerStatus({ statusCode: 201 } as never)).to.equal(201);
    expect(answerStatus(Symbol('abandoned'))).to.equal(499);
    expect(answerStatus({} as never)).to.equal(499);
  });
});
