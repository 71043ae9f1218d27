import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Failure } from '@tinjis/manifests/failure';
import { assertNoneMissing } from '../src/prerequisites.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('what a machine lacks for a cluster', () => {
  it('is named all at once, with each fix once', () => {
    const missing = ['no kubectl', 'no kind'].map((what) => ({ what, fix: 'install it' }));
    const error = expect(() => assertNoneMissing('kind cluster', missing)).to.throw(Failure) as unknown as Failure;
    expect(error.explanation.what).to.equal('no kind cluster can be made on this machine: no kubectl; no kind');
    expect(error.explanation.fix).to.equal('install it');
  });

  it('stops nobody where it is nothing', () => {
    expect(() => assertNoneMissing('cluster', [])).to.not.throw();
  });
});
