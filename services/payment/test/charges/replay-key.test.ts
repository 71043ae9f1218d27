import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { namedReplayKey } from '../../src/charges/replay-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('namedReplayKey()', () => {
  it('is another one for each Idempotency-Key', () => {
    expect(namedReplayKey('a')).to.equal(namedReplayKey('a')).and.not.to.equal(namedReplayKey('b'));
  });
});
