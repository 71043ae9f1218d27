import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { preferences } from '../../src/routes/prefer.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('preferences', () => {
  it('reads names from one header or several, without their values', () => {
    expect([...preferences('respond-async')]).to.equal(['respond-async']);
    expect([...preferences('wait=5, Respond-Async; x=1')]).to.equal(['wait', 'respond-async']);
    expect([...preferences(['wait=5', 'respond-async'])]).to.equal(['wait', 'respond-async']);
    expect(preferences(undefined).has('respond-async')).to.be.false();
  });
});
