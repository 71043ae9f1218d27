import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { indexByNamespace } from '../../src/network/compile.ts';
import type { NetworkPolicy } from '../../src/network/policy.ts';
import { resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const policy = (name: string, namespace: string): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: {} },
});

describe('the index of policies', () => {
  const [own, other] = [resource(policy('own', 'payments')), resource(policy('other', 'billing'))];

  it('keeps them by namespace, in their order', () => {
    const index = indexByNamespace([own, other, resource(policy('more', 'payments'))]);
    expect([...index].map(([namespace, all]) => [namespace, all.map(({ name }) => name)])).to.equal([
      ['payments', ['own', 'more']],
      ['billing', ['other']],
    ]);
  });

  it('is made once for an array, and a policy is prepared once for all arrays', () => {
    const all = [own, other];
    expect(indexByNamespace(all)).to.shallow.equal(indexByNamespace(all));
    expect(indexByNamespace([own]).get('payments')?.[0]).to.shallow.equal(indexByNamespace(all).get('payments')?.[0]);
  });
});
