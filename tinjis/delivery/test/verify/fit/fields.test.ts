import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { entriesAt, field, itemsAt, textAt } from '../../../src/verify/fit/fields.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a field of an object that nobody checked', () => {
  const object = { spec: { ports: [{ name: 'http' }], nothing: null, limits: { cpu: 1 } } };

  it('is what stands at its path', () => {
    expect(field(object, ['spec', 'ports', 0, 'name'])).to.equal('http');
    expect(itemsAt(object, ['spec', 'ports'])).to.have.length(1);
    expect(entriesAt(object, ['spec', 'limits'])).to.equal([['cpu', 1]]);
    expect(textAt(object, ['spec', 'ports', 0, 'name'])).to.equal('http');
  });

  it('is nothing where its path ends before', () => {
    for (const path of [['spec', 'nothing'], ['spec', 'nothing', 'more'], ['spec', 'ports', 'name'], ['constructor']]) {
      expect(field(object, path) ?? undefined).to.be.undefined();
      expect(itemsAt(object, path)).to.equal([]);
      expect(entriesAt(object, path)).to.equal([]);
      expect(textAt(object, path)).to.equal('');
    }
  });
});
