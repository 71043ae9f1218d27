import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { isConnectionError } from '../src/connection-error.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('isConnectionError', () => {
  it("knows a server that is not there, by code and by the driver's sentences", () => {
    expect(isConnectionError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).to.be.true();
    expect(
      isConnectionError(Object.assign(new Error('the database system is starting up'), { code: '57P03' })),
    ).to.be.true();
    expect(isConnectionError(new Error('Connection terminated unexpectedly'))).to.be.true();
  });

  it('takes a refused statement for what it is', () => {
    expect(isConnectionError(Object.assign(new Error('duplicate key'), { code: '23505' }))).to.be.false();
    expect(isConnectionError({})).to.be.false();
  });
});
