import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { destinationLists, destinations } from '@tinjis/rules/testing/random/projects';
import type { AppProject, AppProjectSpec } from '@tinjis/rules/argocd/app-project';
import { permitsDestination } from '@tinjis/rules/argocd/destination';
import type { Resource } from '@tinjis/rules/objects/located';
import { Roster } from '../../../src/verify/classes/class.ts';
import { destinationsApart } from '../../../src/verify/classes/alike.ts';
import { resource } from '@tinjis/rules/testing/resource';

export const lab = Lab.script();
const { describe, it } = lab;

const names = ['payments', 'payments-dev', 'billing', 'web', 'shop', ''];
const project = (spec: unknown): Resource<AppProject> =>
  resource({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'p' },
    spec: spec as AppProjectSpec,
  });

describe('destinationsApart()', () => {
  it('leaves namespaces together that a project permits alike, for any project and cluster', () => {
    let settled = 0;
    const plain = destinationLists.map((list) => list.filter(({ namespace = '' }) => /^[a-z-]*$/.test(namespace)));
    fc.assert(
      fc.property(fc.oneof(destinationLists, plain), destinations, (list, destination) => {
        const given = project({ destinations: list });
        for (const { first, members } of new Roster(names).classes(destinationsApart(given, names))) {
          const { verdict } = permitsDestination(given, { ...destination, namespace: first });
          settled += members().length - 1;
          for (const namespace of members()) {
            expect(permitsDestination(given, { ...destination, namespace }).verdict).to.equal(verdict);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(settled).to.be.above(200);
  });

  it('sets apart the namespaces named', () => {
    expect(
      destinationsApart(project({ destinations: [{ server: '*', namespace: 'web' }, { name: 'x' }] }), names),
    ).to.equal(new Set(['web', '']));
    expect(destinationsApart(project({}), names)).to.equal(new Set());
  });

  it('sets every namespace apart for a pattern, and for a project that cannot be read', () => {
    expect(destinationsApart(project({ destinations: [{ server: '*', namespace: 'we*' }] }), names)).to.equal(
      new Set(names),
    );
    expect(destinationsApart(project({ destinations: 'odd' }), names)).to.equal(new Set(names));
  });
});
