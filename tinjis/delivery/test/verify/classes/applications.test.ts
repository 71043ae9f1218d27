import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { argocdRbacCases } from '@tinjis/rules/testing/random/argocd-policies';
import { enforceArgocd } from '@tinjis/rules/argocd/rbac/enforce';
import { readRbacPolicy, type RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { AppProject } from '@tinjis/rules/argocd/app-project';
import { applicationsApart } from '../../../src/verify/classes/alike.ts';
import { Roster } from '../../../src/verify/classes/class.ts';
import { resource } from '@tinjis/rules/testing/resource';

export const lab = Lab.script();
const { describe, it } = lab;

const names = ['a/app', 'a/more', 'b/app', 'b/other', 'none/app', 'ab/app'];
const ann = { name: 'ann', groups: ['team'] };

function policy(data: Readonly<Record<string, string>>, projects: readonly AppProject[] = []): RbacPolicy {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-rbac-cm' }, data };
  return readRbacPolicy(resource(configMap), projects.map(resource));
}

function project(spec: unknown): AppProject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'p' },
    spec: spec as AppProject['spec'],
  };
}

describe('applicationsApart()', () => {
  it('leaves Applications together with which a person may do the same, for any policy and action', () => {
    let settled = 0;
    fc.assert(
      fc.property(argocdRbacCases, fc.boolean(), ({ data, projects, subject, request }, plain) => {
        // Half of the policies without a pattern, or hardly any class would have two members.
        const text = (data['policy.csv'] ?? '')
          .split('\n')
          .filter((line) => !plain || !/[*?[{"\\]/.test(line))
          .join('\n');
        const given = policy({ ...data, 'policy.csv': text }, plain ? [] : projects);
        // People are named by their login: only tokens are called `proj:…`.
        const person = { ...subject, name: subject.name.replace(/:.*/, '') };
        for (const { first, members } of new Roster(names).classes(applicationsApart(given, person, names))) {
          const { verdict } = enforceArgocd(given, person, { ...request, object: first });
          settled += members().length - 1;
          for (const object of members()) {
            expect(enforceArgocd(given, person, { ...request, object }).verdict).to.equal(verdict);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(settled).to.be.above(100);
  });

  it('sets apart what a line names of the person, of a group of theirs, and of everybody', () => {
    const lines = [
      'p, ann, applications, get, p/one, allow',
      'p, role:r, applications, get, p/two, allow',
      'g, team, role:r',
      'p, "", applications, get, p/three, allow',
      'p, bob, applications, get, p/four, allow',
    ];
    expect(applicationsApart(policy({ 'policy.csv': lines.join('\n') }), ann, names)).to.equal(
      new Set(['p/one', 'p/three', 'p/two']),
    );
    const roles = [{ name: 'r', policies: ['p, proj:p:r, applications, get, p/x, allow'], groups: ['team'] }];
    expect(applicationsApart(policy({}, [project({ roles })]), ann, names)).to.equal(new Set(['p', 'p/x']));
    expect(applicationsApart(policy({}, [project({})]), ann, names)).to.equal(new Set());
  });

  it('sets every Application apart for a pattern, a role of everybody, expressions, and lines that are not known', () => {
    const data = [
      { 'policy.csv': 'p, ann, applications, get, p/*, allow' },
      { 'policy.default': 'role:r' },
      { 'policy.matchMode': 'regex' },
      { 'policy.csv': 'p, ann' },
    ];
    for (const each of data) {
      expect(applicationsApart(policy(each), ann, names)).to.equal(new Set(names));
    }
    expect(applicationsApart(policy({}, [project({ roles: 'odd' })]), ann, names)).to.equal(new Set(names));
  });
});
