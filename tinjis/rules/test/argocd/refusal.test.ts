import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { AppProjectSpec } from '../../src/argocd/objects.ts';
import { projectRefusals } from '../../src/argocd/refusal.ts';
import { project } from '../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const refusals = (spec: AppProjectSpec) =>
  projectRefusals(project(spec)).map(({ path, why }) => `${path.slice(1).join('/')}: ${why}`);
const line = 'p, proj:payments:ci, applications, sync, payments/payment, allow';
const window = { kind: 'allow', schedule: '* * * * *', duration: '1h', applications: ['*'] };

describe('projectRefusals', () => {
  it('has nothing against a project that Argo CD takes', () => {
    expect(refusals({})).to.equal([]);
    expect(
      refusals({
        sourceRepos: ['a', '!b'],
        sourceNamespaces: ['a', 'b'],
        destinations: [
          { server: 'a', namespace: 'x' },
          { name: 'a', namespace: 'y' },
          { name: 'b', namespace: 'y' },
        ],
        destinationServiceAccounts: [
          { server: 'a', namespace: 'x', defaultServiceAccount: 'x:deployer' },
          { server: 'a', defaultServiceAccount: 'deployer' },
        ],
        roles: [
          {
            name: 'ci',
            policies: [line, `${line.replace('payments/payment', 'payments/team/*')} `],
            groups: ['a', '"b, c"'],
          },
          { name: 'none' },
        ],
        syncWindows: [window, { ...window, kind: 'deny', description: 'frozen' }],
      }),
    ).to.equal([]);
  });

  it('leaves a project that no API server would store to its defect', () => {
    expect(refusals({ roles: 'all' as never })).to.equal([]);
  });

  for (const [what, spec, says] of [
    ['a denial of every place', { destinations: [{ server: '!*', namespace: 'x' }] }, 'destinations/0: server is !*'],
    ['a denial of every repository', { sourceRepos: ['!*'] }, 'sourceRepos/0: it is !*'],
    ['an entry that is there twice', { sourceNamespaces: ['a', 'b', 'a'] }, 'sourceNamespaces/2: it is there twice'],
    ['a place named twice', { destinations: [{ server: 'a' }, { name: 'a' }] }, 'destinations/1: it is there twice'],
    [
      'a place without server and name, twice',
      { destinations: [{ namespace: 'x' }, { namespace: 'x' }] },
      'destinations/1: it is there twice',
    ],
    ['a role without name', { roles: [{ name: '-' }] }, 'roles/0: - is no name of a role'],
    ['a line that is no line', { roles: [{ name: 'ci', policies: ['p, x'] }] }, 'roles/0/policies/0: a line is'],
    ['a line with a seventh field', { roles: [{ name: 'ci', policies: [`${line}, x`] }] }, 'a line is'],
    ['a `g` line', { roles: [{ name: 'ci', policies: [line.replace('p', 'g')] }] }, 'a line is'],
    ["another role's line", { roles: [{ name: 'cd', policies: [line] }] }, 'its subject is not proj:payments:cd'],
    ['the line twice', { roles: [{ name: 'ci', policies: [line, line] }] }, 'policies/1: it is there twice'],
    ['a group with a space', { roles: [{ name: 'ci', groups: [' a'] }] }, 'groups/0: a space stands'],
    ['a group with a comma', { roles: [{ name: 'ci', groups: ['a,b'] }] }, 'must be quoted'],
    ['an empty group', { roles: [{ name: 'ci', groups: [' '] }] }, 'no name of a group'],
    ['a group of two lines', { roles: [{ name: 'ci', groups: ['a\nb'] }] }, 'no name of a group'],
    ['a window of another kind', { syncWindows: [{ ...window, kind: 'Deny' }] }, 'neither allow nor deny'],
    ['a window of no kind', { syncWindows: [{ applications: ['a'] }] }, 'neither allow nor deny'],
    ['a window over nothing', { syncWindows: [{ ...window, applications: [] }] }, 'names no Application'],
    ['a long description', { syncWindows: [{ ...window, description: 'ä'.repeat(128) }] }, 'too long'],
    [
      'a window twice, although one lets people sync',
      { syncWindows: [window, { ...window, manualSync: true }] },
      'syncWindows/1: it is there twice',
    ],
    [
      'a denied server of an account',
      { destinationServiceAccounts: [{ server: '!a', defaultServiceAccount: 'x' }] },
      'its server is no pattern',
    ],
    [
      'an account that is no name',
      { destinationServiceAccounts: [{ server: 'a', namespace: 'x', defaultServiceAccount: 'a*' }] },
      'no name of an account',
    ],
    ...(
      [
        ['accounts', 'applications', 'accounts is nothing'],
        ['syncs', 'sync', 'syncs is no action'],
        ['payments-x/payment', 'payments/payment', 'its object is not in payments'],
        ['payments/a/b/c', 'payments/payment', 'its object is not in payments'],
        ['Allow', 'allow', 'its effect'],
      ] as const
    ).map(
      ([put, instead, says]) =>
        [`a line with ${put}`, { roles: [{ name: 'ci', policies: [line.replace(instead, put)] }] }, says] as const,
    ),
  ] as const) {
    it(`refuses ${what}`, () => {
      const found = refusals(spec);
      expect(found).to.have.length(1);
      expect(found[0]).to.contain(says);
    });
  }
});
