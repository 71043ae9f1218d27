import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { objectChanges } from '../../../src/plan/compare/objects.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const object = (
  name: string,
  apiVersion = 'apps/v1',
  more: object = {},
): { apiVersion: string; kind: string; metadata: { name: string; namespace: string } } => ({
  apiVersion,
  kind: 'Deployment',
  metadata: { name, namespace: 'n' },
  ...more,
});

describe('objectChanges()', () => {
  it('says what comes, goes and changes, in a fixed order', () => {
    expect(objectChanges([object('b'), object('c')], [object('b', 'apps/v1', { spec: 1 }), object('a')])).to.equal([
      { change: 'added', object: 'Deployment n/a', fields: [] },
      { change: 'changed', object: 'Deployment n/b', fields: [{ field: 'spec', after: 1 }] },
      { change: 'removed', object: 'Deployment n/c', fields: [] },
    ]);
  });

  it('says nothing of what stays', () => {
    expect(objectChanges([object('a')], [object('a')])).to.equal([]);
  });

  it('takes a new version for the same object, another group for another', () => {
    expect(objectChanges([object('a', 'apps/v1beta1')], [object('a')])).to.equal([
      {
        change: 'changed',
        object: 'Deployment n/a',
        fields: [{ field: 'apiVersion', before: 'apps/v1beta1', after: 'apps/v1' }],
      },
    ]);
    const namespace = (apiVersion: string): Parameters<typeof objectChanges>[0][number] => ({
      apiVersion,
      kind: 'Namespace',
      metadata: { name: 'a' },
    });
    expect(
      objectChanges([namespace('v1')], [namespace('other/v1')]).map(({ change, object: name }) => `${change} ${name}`),
    ).to.equal(['removed Namespace a', 'added Namespace a']);
  });
});
