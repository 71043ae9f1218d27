import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { AppProject, ProjectRole } from '../../../src/argocd/objects.ts';
import { enforceArgocd } from '../../../src/argocd/rbac/enforce.ts';
import type { ArgocdRequest } from '../../../src/argocd/rbac/evaluate.ts';
import { readRbacPolicy } from '../../../src/argocd/rbac/policy.ts';
import type { Resource } from '../../../src/objects/located.ts';
import { argocdRbacCases } from '../../../testing/random/argocd-policies.ts';
import { resource } from '../../../testing/resource.ts';
import { project, told } from '../../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const sync: ArgocdRequest = { resource: 'applications', action: 'sync', object: 'payments/payment' };
const configMap = (data: Readonly<Record<string, unknown>> | null): Resource =>
  resource({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rbac' }, data } as Resource['object']);
const payments = (...roles: ProjectRole[]): Resource<AppProject> => project({ roles });
const dev = (policies: string[], groups: string[] = []): ProjectRole => ({ name: 'dev', policies, groups });

function ask(
  csv: string | Readonly<Record<string, unknown>> | null,
  request: Partial<ArgocdRequest> = {},
  {
    projects = [],
    name = 'alice',
    groups = [],
  }: { projects?: Resource<AppProject>[]; name?: string; groups?: string[] } = {},
): string[] {
  const policy = readRbacPolicy(configMap(typeof csv === 'string' ? { 'policy.csv': csv } : csv), projects);
  return told(enforceArgocd(policy, { name, groups }, { ...sync, ...request }));
}

describe('enforce', () => {
  it('allows what a line about the user allows, and cites the line of the block', () => {
    expect(ask('# people\np, alice, applications, sync, payments/*, allow\n')).to.equal([
      'allow',
      'argocd/rbac-granted granted rbac.yaml:data/policy.csv:3',
    ]);
    expect(ask('p, alice, applications, sync, payments/*, allow')).to.equal([
      'allow',
      'argocd/rbac-granted granted rbac data/policy.csv',
    ]);
  });

  it('denies what no line allows, and says where it looked', () => {
    expect(ask('')).to.equal(['deny', 'argocd/rbac-nothing-grants nothing-grants searched rbac data/policy.csv']);
    expect(ask(null)).to.equal(['deny', 'argocd/rbac-nothing-grants nothing-grants searched rbac data/policy.csv']);
    expect(ask('', {}, { projects: [payments()] })[1]).to.equal(
      'argocd/rbac-nothing-grants nothing-grants searched rbac data/policy.csv, payments spec/roles',
    );
  });

  it('does not know what claims beside the groups give, and still allows what a line allows', () => {
    const csv = 'p, alice, applications, get, */*, allow\np, role:x, applications, sync, */*, allow\ng, team, role:x';
    const asked = (scopes: string, request: Partial<ArgocdRequest> = {}) =>
      ask({ 'policy.csv': csv, scopes }, request, { groups: ['team'] })[0];
    for (const groups of ['', '[groups]', '["groups"]', " [ 'groups', ] "]) {
      expect(asked(groups)).to.equal('allow');
    }
    expect(asked('[]')).to.equal('deny');
    for (const others of ['[email]', '- email', 'groups', '[a: b]']) {
      expect([asked(others), asked(others, { action: 'get' })]).to.equal(['unknown', 'allow']);
    }
    expect([asked('[groups, email]'), asked('[groups, email]', { action: 'delete' })]).to.equal(['allow', 'unknown']);
    expect(ask({ 'policy.csv': '', scopes: '[email]' })).to.equal([
      'unknown',
      'argocd/rbac-scopes input-missing rbac data/scopes',
    ]);
  });

  it('follows roles, up to ten g lines deep', () => {
    const chain = (length: number): string =>
      [
        'g, alice, r0',
        ...Array.from({ length }, (_, index) => `g, r${index}, r${index + 1}`),
        `p, r${length}, applications, *, */*, allow`,
      ].join('\n');
    expect(ask(chain(9))[0]).to.equal('allow');
    expect(ask(chain(10))[0]).to.equal('deny');
    expect(ask('g, alice, a\ng, a, b\ng, b, a\np, b, applications, sync, */*, allow')[0]).to.equal('allow');
  });

  it('lets a deny of the subject or its roles win, wherever it stands', () => {
    expect(
      ask('p, alice, applications, *, *, allow\ng, alice, x\np, x, applications, sync, payments/*, deny'),
    ).to.equal(['deny', 'argocd/rbac-denied forbidden rbac.yaml:data/policy.csv:4']);
  });

  it('lets no deny take away what policy.default gives', () => {
    const data = { 'policy.csv': 'p, alice, *, *, *, deny', 'policy.default': 'role:readonly' };
    expect(ask(data, { action: 'get' })).to.equal([
      'allow',
      'argocd/rbac-granted-to-everybody granted rbac data/policy.default',
    ]);
    expect(ask(data)[0]).to.equal('deny');
  });

  it('knows the built-in roles, and cites who was given one', () => {
    expect(ask('g, alice, role:admin')).to.equal(['allow', 'argocd/rbac-granted granted rbac data/policy.csv']);
    expect(ask('', {}, { name: 'admin' })).to.equal(['allow', 'argocd/rbac-granted granted rbac data/policy.csv']);
  });

  it('lets a star cross slashes', () => {
    expect(ask('p, alice, applications, sync, pay*, allow', { object: 'payroll/x' })[0]).to.equal('allow');
  });

  it('counts a group only if a g line names it', () => {
    const line = 'p, team, applications, sync, payments/*, allow';
    expect(ask(line, {}, { groups: ['team'] })).to.equal([
      'deny',
      'argocd/rbac-nothing-grants nothing-grants searched rbac data/policy.csv',
      'argocd/rbac-group-without-role nothing-grants rbac data/policy.csv',
    ]);
    expect(ask(`${line}\ng, team, role:none`, {}, { groups: ['team'] })[0]).to.equal('allow');
  });

  it('takes empty lists of a project for none', () => {
    const projects = [
      project({ roles: [{ name: 'dev', policies: null, groups: null }, { name: 'ops' }] }),
      project({ roles: null }, 'billing'),
    ];
    expect(ask('', {}, { projects })[0]).to.equal('deny');
    expect(
      ask('', { resource: 'projects', action: 'get', object: 'payments' }, { projects, name: 'proj:payments:ops' })[0],
    ).to.equal('allow');
  });

  it('binds a local account by a group of its name', () => {
    expect(
      ask(
        '',
        {},
        { projects: [payments(dev(['p, proj:payments:dev, applications, sync, payments/*, allow'], ['alice']))] },
      ),
    ).to.equal(['allow', 'argocd/rbac-granted granted payments spec/roles/0/policies/0']);
  });

  it("adds the roles of the request's project, and of no other", () => {
    const role = dev(['p, proj:payments:dev, applications, sync, */*, allow'], ['team']);
    const projects = [payments(role), project({ roles: [] }, 'billing')];
    expect(ask('', {}, { projects, groups: ['team'] })[0]).to.equal('allow');
    expect(ask('', { object: 'billing/antaeus' }, { projects, groups: ['team'] })[0]).to.equal('deny');
    expect(
      ask('', { resource: 'projects', action: 'get', object: 'payments' }, { projects, groups: ['team'] }),
    ).to.equal(['allow', 'argocd/rbac-granted granted payments spec/roles/0']);
    expect(ask('', { resource: 'accounts', object: 'payments/x' }, { projects, groups: ['team'] })[0]).to.equal('deny');
    expect(ask('', { object: 'payments' }, { projects, groups: ['team'] })[0]).to.equal('deny');
  });

  it("lets a project's token act in its own project only", () => {
    const lines = ['p, proj:payments:dev, applications, sync, */*, allow'];
    const projects = [payments(dev(lines)), project({ roles: [dev(lines)] }, 'billing')];
    expect(ask('', {}, { projects, name: 'proj:payments:dev', groups: ['x'] })[0]).to.equal('allow');
    expect(ask('', { object: 'billing/antaeus' }, { projects, name: 'proj:payments:dev' })[0]).to.equal('deny');
    expect(
      ask(
        'p, proj:payments:dev, clusters, get, *, allow',
        { resource: 'clusters', action: 'get', object: 'x' },
        { projects, name: 'proj:payments:dev' },
      )[0],
    ).to.equal('allow');
  });

  it('drops all lines of a project one of which cannot be read', () => {
    const projects = [payments(dev(['p, alice, applications, sync, payments/*, allow', 'p, too, few']))];
    const spoilt = 'argocd/rbac-project-policy-malformed default payments spec/roles/0/policies/1';
    expect(ask('', {}, { projects })).to.equal([
      'deny',
      'argocd/rbac-nothing-grants nothing-grants searched rbac data/policy.csv, payments spec/roles',
      spoilt,
    ]);
    expect(ask('p, alice, *, *, *, allow', {}, { projects })).to.equal([
      'allow',
      'argocd/rbac-granted granted rbac data/policy.csv',
      spoilt,
    ]);
  });

  it('lets nobody do anything while the ConfigMap cannot be read', () => {
    for (const line of [
      'p, alice, applications',
      'g, alice',
      'x, y',
      'p, a"b, c, d, e, allow',
      'p , alice, *, *, *, allow',
      ', a',
    ]) {
      expect(ask(`p, alice, *, *, *, allow\n${line}`, {}, { name: 'admin' }), line).to.equal([
        'deny',
        'argocd/rbac-policy-malformed forbidden rbac.yaml:data/policy.csv:3',
      ]);
    }
    expect(ask('p, alice, *, *, *, allow\nr, x\ne\nm')[0]).to.equal('allow');
  });

  it('reads further policy files by their names', () => {
    expect(
      ask({
        'policy.more.csv': 'p, alice, applications, sync, */*, allow',
        'policy.txt': 'not a line',
        'notes.csv': 'nor this',
      }),
    ).to.equal(['allow', 'argocd/rbac-granted granted rbac data/policy.more.csv']);
  });

  it('does not know what a malformed ConfigMap or project says', () => {
    expect(ask({ 'policy.csv': 1 })).to.equal([
      'unknown',
      'argocd/rbac-configmap-malformed input-missing rbac data/policy.csv',
    ]);
    const projects = [project({ roles: [{ name: 1 }] as never })];
    expect(ask('', {}, { projects })).to.equal([
      'unknown',
      'argocd/project-malformed input-missing payments spec/roles/0/name',
    ]);
    expect(ask('p, alice, *, *, *, allow', {}, { projects })[0]).to.equal('allow');
  });

  it('gives everybody what a line about the empty subject allows', () => {
    expect(ask('p, "", applications, sync, */*, allow')).to.equal([
      'allow',
      'argocd/rbac-granted-to-everybody granted rbac data/policy.csv',
    ]);
  });

  it('shows the lines that come near', () => {
    const near = (line: string): string[] => ask(line).slice(2);
    expect(near('p, alice, applications, sync, billing/*, allow')).to.equal([
      'argocd/rbac-other-object nothing-grants rbac data/policy.csv',
    ]);
    expect(near('p, alice, applications, get, payments/*, allow')).to.equal([
      'argocd/rbac-other-action nothing-grants rbac data/policy.csv',
    ]);
    expect(near('p, alice, logs, sync, payments/*, allow')).to.equal([
      'argocd/rbac-other-resource nothing-grants rbac data/policy.csv',
    ]);
    expect(near('p, alice, applications, sync, payments/*, Allow')).to.equal([
      'argocd/rbac-effect-unknown nothing-grants rbac data/policy.csv',
    ]);
    expect(near('p, alice, applications, get, billing/*, allow')).to.equal([]);
    expect(near('g, alice, role:readonly')).to.equal([]);
  });

  it('reads regular expressions where the ConfigMap says so', () => {
    const regex = (line: string): string[] => ask({ 'policy.csv': line, 'policy.matchMode': 'regex' });
    expect(regex('p, alice, applications, get|sync, ^payments/, allow')[0]).to.equal('allow');
    expect(regex('p, alice, applications, sync, ^pay$, allow')[0]).to.equal('deny');
    expect(regex('p, alice, applications, sync, */*, allow')).to.equal([
      'deny',
      'argocd/rbac-pattern-malformed forbidden rbac data/policy.csv',
      'argocd/rbac-other-object nothing-grants rbac data/policy.csv',
    ]);
    expect(regex('p, alice, applications, sync, (pay)+.*, allow')).to.equal([
      'unknown',
      'argocd/rbac-pattern-not-understood input-missing rbac data/policy.csv',
    ]);
  });

  it('takes no right away when a line that allows is added', () => {
    const globs = argocdRbacCases.filter(({ data }) => data['policy.matchMode'] !== 'regex');
    fc.assert(
      fc.property(globs, fc.constantFrom('applications', '*', '['), ({ data, projects, subject, request }, word) => {
        const verdict = (more: string): string =>
          enforceArgocd(
            readRbacPolicy(
              configMap({ ...data, 'policy.csv': `${data['policy.csv'] ?? ''}\n${more}` }),
              projects.map(resource),
            ),
            subject,
            request,
          ).verdict;
        return verdict('') !== 'allow' || verdict(`p, ${subject.name}, ${word}, *, *, allow`) === 'allow';
      }),
    );
  });
});
