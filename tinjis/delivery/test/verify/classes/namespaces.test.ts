import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { rbacCases } from '@tinjis/rules/testing/random/rbac';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { Roster } from '../../../src/verify/classes/class.ts';
import { namespacesApart } from '../../../src/verify/classes/alike.ts';
import { alice, cluster, clusterRole, clusterRoleBinding, roleBinding } from '@tinjis/rules/testing/rbac';
import { placed } from './rbac.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const names = ['payments', 'billing', 'web', 'shop', 'unheard-of'];
const subject = { user: 'alice', groups: [] };

describe('namespacesApart()', () => {
  it('leaves namespaces together in which the subject may do the same, in any cluster and whatever it asks', () => {
    const verdicts = { allow: 0, deny: 0, unknown: 0, 'not-applicable': 0 };
    fc.assert(
      fc.property(rbacCases, ({ rules, subject: who, request }) => {
        const given = placed(rules);
        if ('path' in request) return;
        for (const { first, members } of new Roster(names).classes(namespacesApart(given, who))) {
          const { verdict } = authorize(given, who, { ...request, namespace: first });
          verdicts[verdict] += members().length - 1;
          for (const namespace of members()) {
            expect(authorize(given, who, { ...request, namespace }).verdict).to.equal(verdict);
          }
        }
      }),
      { numRuns: 300 },
    );
    // Both answers have to be among those that one namespace gave for others.
    expect(Math.min(verdicts.allow, verdicts.deny), JSON.stringify(verdicts)).to.be.above(20);
  });

  it('sets apart where something is bound to the subject, also when it may do more than that everywhere', () => {
    const view = clusterRole('view', [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]);
    const rules = cluster(
      view,
      clusterRoleBinding('all', 'view', alice),
      roleBinding('one', 'a', 'ClusterRole view', alice),
      roleBinding('two', 'b', 'ClusterRole view', { kind: 'User', name: 'bob' }),
    );
    expect(namespacesApart(rules, subject)).to.equal(new Set(['a']));
    expect(namespacesApart(rules, { user: 'cy', groups: [] })).to.equal(new Set());
  });

  it('sets apart where a binding cannot be read, since it might be for the subject', () => {
    const odd = {
      ...roleBinding('odd', 'c', 'ClusterRole view'),
      subjects: [{ kind: 'User' } as unknown as typeof alice],
    };
    expect(namespacesApart(cluster(odd), subject)).to.equal(new Set(['c']));
    expect(
      authorize(cluster(odd), subject, { verb: 'get', group: '', resource: 'pods', namespace: 'c' }).verdict,
    ).to.equal('unknown');
  });
});
