import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { closest } from '../src/failure.ts';

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
