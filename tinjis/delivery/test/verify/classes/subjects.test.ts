import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { rbacCases } from '@tinjis/rules/testing/random/rbac';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { subjectClasses } from '../../../src/verify/classes/alike.ts';
import { cluster, clusterRole, clusterRoleBinding, roleBinding } from '@tinjis/rules/testing/rbac';
import { placed } from './rbac.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const same = <T>(one: T): T => one;
const user = (name: string, ...groups: string[]) => ({ user: name, groups });

describe('subjectClasses()', () => {
  it('answers for each member as for the first, in any cluster and whatever is asked', () => {
    let shared = 0;
    fc.assert(
      fc.property(rbacCases, fc.array(rbacCases, { minLength: 8, maxLength: 8 }), ({ rules }, others) => {
        const given = placed(rules);
        for (const { first, size, members } of subjectClasses(
          given,
          others.map(({ subject }) => subject),
          same,
        )) {
          expect(members()).to.have.length(size);
          shared += new Set(members().map((member) => JSON.stringify(member))).size - 1;
          for (const { request } of others) {
            const verdicts = members().map((member) => authorize(given, member, request).verdict);
            expect(new Set(verdicts)).to.equal(new Set([authorize(given, first, request).verdict]));
          }
        }
      }),
    );
    expect(shared, 'members that differ').to.be.above(50);
  });

  it('puts those together whom no binding names, and those bound by one group', () => {
    const rules = cluster(
      clusterRole('view', [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]),
      roleBinding('team', 'a', 'ClusterRole view', { kind: 'Group', name: 'team' }),
      clusterRoleBinding('ann', 'view', { kind: 'User', name: 'ann' }),
    );
    const subjects = [
      user('bob', 'team'),
      user('cy', 'team'),
      user('dee'),
      user('eve', 'other'),
      user('ann', 'team'),
      user('root', 'system:masters'),
    ];
    expect(subjectClasses(rules, subjects, same).map((each) => each.members().map((member) => member.user))).to.equal([
      ['bob', 'cy'],
      ['dee', 'eve'],
      ['ann'],
      ['root'],
    ]);
  });
});
