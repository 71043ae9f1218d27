import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { kindNamed, kindOf, kinds } from '../../src/objects/kinds.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a kind', () => {
  it('is found by group and name, with its plural and its scope', () => {
    const group = 'networking.k8s.io';
    const expected = { group, kind: 'NetworkPolicy', resource: 'networkpolicies', namespaced: true };
    expect(kindOf(group, 'NetworkPolicy')).to.equal(expected);
    expect(kindOf('', 'Namespace')).to.contain({ resource: 'namespaces', namespaced: false });
  });

  it('that is not known is namespaced and has the usual plural', () => {
    const expected = { group: 'example.org', kind: 'Widget', resource: 'widgets', namespaced: true };
    expect(kindOf('example.org', 'Widget')).to.equal(expected);
    expect(kindOf('example.org', 'Namespace').namespaced).to.be.true();
  });

  it('is found by each word that people type, in any case', () => {
    for (const word of ['networkpolicies', 'NetworkPolicy', 'networkpolicies.networking.k8s.io']) {
      expect(kindNamed(word)?.kind, word).to.equal('NetworkPolicy');
    }
    expect(kindNamed('services.')?.kind).to.equal('Service');
    expect(kindNamed('widgets')).to.be.undefined();
  });

  it('stands once in the list', () => {
    expect(new Set(kinds.map(({ group, kind }) => `${group}/${kind}`)).size).to.equal(kinds.length);
    expect(kinds.length).to.be.above(50);
  });
});
