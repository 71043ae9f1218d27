import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Destination, DestinationRule } from '../../src/argocd/app-project.ts';
import { permitsDestination } from '../../src/argocd/destination.ts';
import { destinationLists, destinations } from '../../testing/random/projects.ts';
import { project, told } from '../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const server = 'https://kubernetes.default.svc';
const own: Destination = { server, name: 'in-cluster', namespace: 'payments' };
const ask = (rules: readonly DestinationRule[], to = own): string[] =>
  told(permitsDestination(project({ destinations: rules }), to));

describe('permitsDestination', () => {
  it('permits by server or by name, with the namespace', () => {
    for (const rule of [
      { server, namespace: 'payments' },
      { name: 'in-cluster', namespace: 'pay*' },
      { server: '*', namespace: '*' },
    ]) {
      expect(ask([{ server: 'https://other', namespace: 'x' }, rule])).to.equal([
        'allow',
        'argocd/destination-permitted granted payments spec/destinations/1',
      ]);
    }
  });

  it('denies another namespace or cluster, and shows the entry that comes near', () => {
    const searched = 'argocd/destination-not-listed nothing-grants searched payments spec/destinations';
    expect(ask([{ server, namespace: 'billing' }])).to.equal([
      'deny',
      searched,
      'argocd/destination-other-namespace nothing-grants payments spec/destinations/0/namespace',
    ]);
    expect(ask([{ name: 'other', namespace: 'payments' }])).to.equal([
      'deny',
      searched,
      'argocd/destination-other-cluster nothing-grants payments spec/destinations/0',
    ]);
    expect(ask([{ name: 'other', namespace: 'billing' }])).to.equal(['deny', searched]);
    expect(told(permitsDestination(project({}), own))).to.equal(['deny', searched]);
  });

  it('denies a destination that is not known by server nor by name', () => {
    expect(ask([{ server: '*', name: '*', namespace: '*' }], { namespace: 'payments' })[0]).to.equal('deny');
    expect(ask([{ name: 'in-cluster', namespace: '*' }], { name: 'in-cluster', namespace: 'payments' })[0]).to.equal(
      'allow',
    );
  });

  it('denies by a ! in the namespace of an entry for this server', () => {
    expect(
      ask([
        { server: '*', namespace: '*' },
        { server, namespace: '!payments' },
      ]),
    ).to.equal(['deny', 'argocd/destination-denied forbidden payments spec/destinations/1/namespace']);
    expect(
      ask([
        { server: '*', namespace: '*' },
        { server, namespace: '!billing' },
      ])[0],
    ).to.equal('allow');
  });

  it('ignores a denied namespace written by cluster name, and says so', () => {
    expect(
      ask([
        { server: '*', namespace: '*' },
        { name: 'in-cluster', namespace: '!payments' },
      ]),
    ).to.equal([
      'allow',
      'argocd/destination-permitted granted payments spec/destinations/0',
      'argocd/destination-denial-by-name-ignored default payments spec/destinations/1/namespace',
    ]);
  });

  it('denies by a ! in server or name', () => {
    const all = { server: '*', namespace: '*' };
    expect(ask([all, { server: `!${server}`, namespace: 'payments' }])[1]).to.equal(
      'argocd/destination-denied forbidden payments spec/destinations/1/server',
    );
    expect(ask([all, { name: '!in-cluster', namespace: '*' }])[1]).to.equal(
      'argocd/destination-denied forbidden payments spec/destinations/1/name',
    );
    expect(ask([all, { name: '!in-cluster', namespace: 'billing' }])[0]).to.equal('allow');
  });

  it('cannot tell where the project wants clusters of its own', () => {
    const spec = { destinations: [{ server, namespace: '*' }], permitOnlyProjectScopedClusters: true };
    expect(told(permitsDestination(project(spec), own))).to.equal([
      'unknown',
      'argocd/destination-needs-project-clusters input-missing payments spec/permitOnlyProjectScopedClusters',
    ]);
    expect(told(permitsDestination(project({ ...spec, destinations: [] }), own))[0]).to.equal('deny');
  });

  it('does not know what a malformed project permits', () => {
    expect(ask([{ server: 1 } as unknown as DestinationRule])[0]).to.equal('unknown');
  });

  it('takes no permission away when an entry without ! is added', () => {
    fc.assert(
      fc.property(destinationLists, destinationLists, destinations, (rules, more, to) => {
        const added = more.filter(
          ({ server: s = '', name = '', namespace = '' }) =>
            ![s, name, namespace].some((pattern) => pattern.startsWith('!')),
        );
        return ask(rules, to)[0] !== 'allow' || ask([...rules, ...added], to)[0] === 'allow';
      }),
    );
  });
});
