import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { errorText } from '../src/failure.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('The text of an error', () => {
  it('names what caused it, and what caused that', () => {
    const refused = new Error('connect ECONNREFUSED 10.99.0.2:30080');
    expect(errorText(new Error('fetch failed', { cause: refused }))).to.equal(
      'fetch failed: connect ECONNREFUSED 10.99.0.2:30080',
    );
    expect(errorText(new Error('no invoices', { cause: new Error('fetch failed', { cause: refused }) }))).to.endWith(
      'failed: connect ECONNREFUSED 10.99.0.2:30080',
    );
  });

  it('is its message alone where nothing caused it', () => {
    expect(errorText(new Error('no such file'))).to.equal('no such file');
  });

  it('is what was thrown where that is no error', () => {
    expect(errorText('a word')).to.equal('a word');
  });
});
