import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { ClusterModel } from '../../../src/model/model.ts';
import { heldRights } from '../../../src/verify/promises/held-rights.ts';
import { Tally } from '../../../src/verify/tally.ts';
import { contextOf, repository } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { tree, model } = repository;
const [base] = model.clusters as [ClusterModel];

interface Rule {
  readonly verbs: readonly string[];
  readonly [field: string]: readonly string[];
}
interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
interface Where {
  readonly namespace?: string;
  readonly name?: string;
  readonly kind?: string;
}
const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };

/**
 * What is found of one binding to a role of one rule. The role has none where that is null, and is not in Git where it
 * is not given.
 */
function found(subject: Subject | undefined, rule: Rule | null | undefined, where: Where): string[] {
  const { namespace, name = 'b', kind = 'ClusterRole' } = where;
  const at = { file: 'x.yaml', line: 1 };
  const place = namespace === undefined ? {} : { namespace };
  const binding = {
    ...rbac,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...place },
    roleRef: { kind, name: 'r' },
    ...(subject && { subjects: [subject] }),
  };
  const role = {
    ...rbac,
    kind,
    metadata: { name: 'r', ...(kind === 'Role' && place) },
    ...(rule && { rules: [rule] }),
  };
  const governance = new Objects([imagined(binding, at), ...(rule === undefined ? [] : [imagined(role, at)])]);
  const tally = new Tally();
  heldRights.prove?.(contextOf(tree, { ...model, clusters: [{ ...base, governance }] }), tally);
  return tally.breaches.map(({ code, args }) => `${code} ${args['excess'] ?? ''}`.trim());
}

const group = (name: string): Subject => ({ kind: 'Group', name });
const account = (namespace: string, name: string): Subject => ({ kind: 'ServiceAccount', namespace, name });
const people = group('tinjis:payments');
const deployer = account('payments', 'deployer');
const inPayments = { namespace: 'payments' };
const controller = account('argocd', 'argocd-application-controller');
const server = account('argocd', 'argocd-server');
const act: Rule = {
  apiGroups: [''],
  resources: ['serviceaccounts'],
  resourceNames: ['deployer'],
  verbs: ['impersonate'],
};
const look: Rule = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

describe('the promise about held rights', () => {
  it('holds for what this repository binds', () => {
    const tally = new Tally();
    heldRights.prove?.(contextOf(tree, model), tally);
    expect(tally.breaches).to.equal([]);
    expect(tally.cases).to.be.above(10);
  });

  for (const [what, subject, rule, where] of [
    ['a team that looks in its namespace', people, look, inPayments],
    ['the platform that looks everywhere', group('tinjis:platform'), look, {}],
    ['a role of the namespace', people, look, { ...inPayments, kind: 'Role' }],
    [
      'a deployer that writes services',
      deployer,
      { apiGroups: [''], resources: ['services'], verbs: ['create', 'delete'] },
      inPayments,
    ],
    ["a deployer of the binding's own namespace", { kind: 'ServiceAccount', name: 'deployer' }, look, inPayments],
    [
      'the account of the platform in its own binding',
      account('argocd', 'platform-deployer'),
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { name: 'platform-deployer' },
    ],
    [
      'Argo CD that keeps its state',
      account('argocd', 'argocd-server'),
      { apiGroups: [''], resources: ['secrets'], verbs: ['update'] },
      { namespace: 'argocd', name: 'argocd-server' },
    ],
    [
      'the controller that watches everything',
      controller,
      { apiGroups: ['*'], resources: ['*'], verbs: ['watch'] },
      {},
    ],
    ['the controller that reads paths', controller, { nonResourceURLs: ['*'], verbs: ['get'] }, {}],
    ["Argo CD's server that acts as a named account of one namespace", server, act, inPayments],
    [
      "the controller that becomes the platform's account",
      controller,
      { ...act, resourceNames: ['platform-deployer'] },
      { namespace: 'argocd' },
    ],
    [
      'the controller that opens secrets',
      account('kube-system', 'sealed-secrets-controller'),
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {},
    ],
    ['nobody at all', undefined, look, {}],
    [
      'the same controller that keeps its keys',
      account('kube-system', 'sealed-secrets-controller'),
      { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'list'] },
      { namespace: 'kube-system' },
    ],
    ['a role without rules', people, null, inPayments],
    ['a rule about nothing', deployer, { apiGroups: [''], verbs: ['get'] }, inPayments],
    ['a rule about no group', deployer, { verbs: ['get'] }, inPayments],
  ] as const) {
    it(`has nothing against ${what}`, () => {
      expect(found(subject, rule, where)).to.equal([]);
    });
  }

  for (const [what, subject, rule, where, code] of [
    ['a role that is not in Git', people, undefined, inPayments, 'rbac/role-not-in-git'],
    ["a team in another's namespace", people, look, { namespace: 'billing' }, 'rbac/bound-to-stranger'],
    ['a team everywhere', people, look, {}, 'rbac/bound-to-stranger'],
    ['a user by name', { kind: 'User', name: 'ann' }, look, inPayments, 'rbac/bound-to-stranger'],
    ['another account of a team', account('payments', 'payment'), look, inPayments, 'rbac/bound-to-stranger'],
    ["a deployer in another's namespace", deployer, look, { namespace: 'billing' }, 'rbac/bound-to-stranger'],
    ['an unknown account of argocd', account('argocd', 'default'), look, {}, 'rbac/bound-to-stranger'],
    [
      "the sealing controller in a team's namespace",
      account('kube-system', 'sealed-secrets-controller'),
      look,
      inPayments,
      'rbac/bound-to-stranger',
    ],
    [
      'another account of kube-system',
      account('kube-system', 'default'),
      look,
      { namespace: 'kube-system' },
      'rbac/bound-to-stranger',
    ],
    [
      'another program of Argo CD everywhere',
      account('argocd', 'argocd-repo-server'),
      look,
      {},
      'rbac/bound-to-stranger',
    ],
    [
      "another program of Argo CD in a team's namespace",
      account('argocd', 'argocd-repo-server'),
      act,
      inPayments,
      'rbac/bound-to-stranger',
    ],
    [
      "Argo CD's server that becomes the platform's account",
      server,
      act,
      { namespace: 'argocd' },
      'rbac/bound-to-stranger',
    ],
    [
      "Argo CD's server that reads everything",
      server,
      { apiGroups: ['*'], resources: ['*'], verbs: ['get'] },
      {},
      'rbac/more-than-needed kinds by */*',
    ],
    [
      "Argo CD's server that reads paths",
      server,
      { nonResourceURLs: ['*'], verbs: ['get'] },
      {},
      'rbac/more-than-needed paths of the API server',
    ],
    [
      'a controller that acts on everything',
      controller,
      { apiGroups: ['*'], resources: ['*'], resourceNames: ['x'], verbs: ['impersonate'] },
      {},
      'rbac/more-than-needed impersonate *.*',
    ],
    ['a controller that acts everywhere', controller, act, {}, 'rbac/more-than-needed impersonate serviceaccounts'],
    [
      'people that write',
      people,
      { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
      inPayments,
      'rbac/more-than-needed delete pods',
    ],
    [
      'people that read secrets',
      people,
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      inPayments,
      'rbac/more-than-needed get secrets',
    ],
    [
      'a deployer that reads what it has no use for',
      deployer,
      { apiGroups: [''], resources: ['resourcequotas'], verbs: ['get'] },
      inPayments,
      'rbac/more-than-needed get resourcequotas',
    ],
    [
      "a sealing controller that reads secrets by its keys' role",
      account('kube-system', 'sealed-secrets-controller'),
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      { namespace: 'kube-system' },
      'rbac/more-than-needed get secrets',
    ],
    [
      'people that read all kinds',
      people,
      { apiGroups: [''], resources: ['*'], verbs: ['get'] },
      inPayments,
      'rbac/more-than-needed kinds by /*',
    ],
    [
      'people that read paths',
      people,
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      inPayments,
      'rbac/more-than-needed paths of the API server',
    ],
    [
      'a deployer that writes policies',
      deployer,
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create'] },
      inPayments,
      'rbac/more-than-needed create networkpolicies.networking.k8s.io',
    ],
    [
      'Argo CD that acts as anybody of a namespace',
      server,
      { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
      inPayments,
      'rbac/more-than-needed acting as anybody',
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      expect(found(subject, rule, where)).to.equal([code]);
    });
  }
});
