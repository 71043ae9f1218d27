import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { closest, nameOneOf } from '../src/failure.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('closest()', () => {
  it('finds the name within two slips, whatever its case', () => {
    expect(closest('replcias', ['replicas', 'selector'])).to.equal('replicas');
    expect(closest('READINESSPROBE', ['readinessProbe', 'livenessProbe'])).to.equal('readinessProbe');
  });

  it('finds none where none is near, or two are equally near', () => {
    expect(closest('colour', ['replicas'])).to.be.undefined();
    expect(closest('spac', ['spec', 'span'])).to.be.undefined();
    expect(closest('spec', [])).to.be.undefined();
  });
});

describe('nameOneOf()', () => {
  it('says what was probably meant, and lists ten names at most', () => {
    expect(nameOneOf('stagin', ['staging', 'production'])).to.equal(
      'did you mean staging? There are staging, production',
    );
    expect(nameOneOf('x', ['staging', 'production'])).to.equal('name one of staging, production');
    const many = Array.from({ length: 12 }, (_, index) => `cluster-${index}`);
    expect(nameOneOf('x', many)).to.equal(`name one of ${many.slice(0, 10).join(', ')} and 2 more`);
  });
});
