import fc from 'fast-check';
import {
  type Application,
  type AppProject,
  type AppProjectSpec,
  type Destination,
  sourcesOf,
} from '@tinjis/rules/argocd/objects';
import { readGobwas } from '@tinjis/rules/argocd/glob/gobwas';
import { matchesPattern } from '@tinjis/rules/argocd/glob/gobwas';
import { deployerOf } from '@tinjis/rules/argocd/impersonation';
import { type NamedKind, type Scope, permitsKind } from '@tinjis/rules/argocd/kind';
import { permitsDestination, permitsSource } from '@tinjis/rules/argocd/destination';
import { projectRefusals } from '@tinjis/rules/argocd/refusal';
import { enforceArgocd } from '@tinjis/rules/argocd/rbac/enforce';
import { readRbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import { normaliseRepository } from '@tinjis/rules/argocd/repository-url';
import { type Oracle, asResource } from '../harness/oracle.ts';
import {
  destinationLists,
  destinations,
  kindLists,
  anyKind,
  refusedProjects,
  serviceAccounts,
} from '@tinjis/rules/testing/random/projects';
import { applications, syncWindows } from '@tinjis/rules/testing/random/applications';
import { globs } from '@tinjis/rules/testing/random/globs';
import { type ArgocdRbacCase, argocdRbacCases } from '@tinjis/rules/testing/random/argocd-policies';
import { permitsSync } from '@tinjis/rules/argocd/window';
import { addresses, sources } from '@tinjis/rules/testing/random/sources';

const authority = 'github.com/argoproj/argo-cd/v3 v3.6.1';

function project(spec: AppProjectSpec): AppProject {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'payments' }, spec };
}

const source: Oracle<{ project: AppProject; repoURL: string }, boolean> = {
  name: 'argocd-source',
  authority: `${authority}, AppProject.IsSourcePermitted`,
  cases: sources.map(({ repoURL, sourceRepos }) => ({ project: project({ sourceRepos }), repoURL })),
  ours: (asked) => permitsSource(asResource(asked.project), asked.repoURL).verdict === 'allow',
  allows: (answer) => answer,
};

const destination: Oracle<{ project: AppProject; destination: Destination }, boolean> = {
  name: 'argocd-destination',
  authority: `${authority}, AppProject.IsDestinationPermitted`,
  cases: fc.record({
    project: destinationLists.map((list) => project({ destinations: list })),
    destination: destinations,
  }),
  ours: (asked) => permitsDestination(asResource(asked.project), asked.destination).verdict === 'allow',
  allows: (answer) => answer,
};

const kind: Oracle<{ project: AppProject; scope: Scope } & NamedKind, boolean> = {
  name: 'argocd-kind',
  authority: `${authority}, AppProject.IsGroupKindNamePermitted`,
  cases: fc.tuple(kindLists, anyKind).map(([lists, wanted]) => ({ project: project(lists), ...wanted })),
  ours: ({ project: asked, scope, ...wanted }) => permitsKind(asResource(asked), wanted, scope).verdict === 'allow',
  allows: (answer) => answer,
};

interface Account {
  readonly account: string;
  readonly refused: boolean;
}

const deployer: Oracle<{ project: AppProject; destination: Destination; applicationNamespace: string }, Account> = {
  name: 'argocd-deployer',
  authority: `${authority}, settings.DeriveServiceAccountToImpersonate`,
  cases: fc.record({
    project: serviceAccounts.map((list) => project({ destinationServiceAccounts: list })),
    destination: destinations,
    applicationNamespace: fc.constantFrom('argocd', 'team'),
  }),
  // The controller, not this function, decides what follows from "no account". Without enforcement, the two can be told
  // apart.
  ours: ({ project: asked, destination: to, applicationNamespace }) => {
    const { ruling, account = '' } = deployerOf(
      asResource(asked),
      to,
      { enabled: true, enforced: false },
      { operation: 'sync', applicationNamespace },
    );
    return { account, refused: ruling.verdict === 'deny' };
  },
  allows: ({ account }) => account !== '',
};

const repository: Oracle<{ repoURL: string }, string> = {
  name: 'argocd-repository',
  authority: `${authority}, git.NormalizeGitURL`,
  cases: fc.record({ repoURL: addresses }),
  ours: ({ repoURL }) => normaliseRepository(repoURL),
  allows: (answer) => answer !== '',
};

const glob: Oracle<{ pattern: string; text: string; separator: string }, boolean | 'invalid'> = {
  name: 'argocd-glob',
  authority: `${authority}, glob.MatchWithError (gobwas/glob v1.0.0)`,
  cases: globs,
  ours: ({ pattern, text, separator }) => {
    const parts = readGobwas(pattern, separator);
    return parts ? matchesPattern(parts, text) : 'invalid';
  },
  allows: (answer) => answer === true,
};

const rbac: Oracle<ArgocdRbacCase, boolean> = {
  name: 'argocd-rbac',
  authority: `${authority}, util/rbac with server/rbacpolicy`,
  cases: argocdRbacCases,
  ours: ({ data, projects, subject, request }, answer) => {
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-rbac-cm' }, data };
    const { verdict } = enforceArgocd(
      readRbacPolicy(asResource(configMap), projects.map(asResource)),
      subject,
      request,
    );
    // What claims beside the groups give is left open, and both answers are right.
    const open = verdict === 'unknown' && (data['scopes'] ?? '').includes('email');
    return open ? answer : verdict === 'allow';
  },
  allows: (answer) => answer,
};

interface WindowCase {
  readonly project: AppProject;
  readonly application: Application;
  readonly manual: boolean;
}

const window: Oracle<WindowCase, boolean> = {
  name: 'argocd-window',
  authority: `${authority}, SyncWindows.Matches and CanSync`,
  cases: fc.record({
    project: syncWindows.map((list) => project({ syncWindows: list })),
    application: applications,
    manual: fc.boolean(),
  }),
  // Argo CD answers for this minute; we say that we do not know what the clock decides.
  ours: (asked, answer) => {
    const cause = asked.manual ? 'manual' : 'automated';
    const verdict = permitsSync(asResource(asked.project), asResource(asked.application), cause)?.verdict ?? 'allow';
    return verdict === 'unknown' ? answer : verdict === 'allow';
  },
  oneIn: 10,
  allows: (answer) => answer,
};

const validated: Oracle<{ project: AppProject }, boolean> = {
  name: 'argocd-project',
  authority: `${authority}, AppProject.ValidateProject`,
  cases: fc.record({ project: refusedProjects.map((spec) => project(spec)) }),
  ours: (asked) => projectRefusals(asResource(asked.project)).length === 0,
  oneIn: 5,
  allows: (answer) => answer,
};

const synced: Oracle<{ application: Application }, readonly { readonly path: string }[]> = {
  name: 'argocd-sources',
  authority: `${authority}, ApplicationSpec.GetSources`,
  cases: fc.record({ application: applications }),
  ours: ({ application }) =>
    sourcesOf(application).map(({ repoURL = '', path = '', targetRevision = '' }) => ({
      repoURL,
      path,
      targetRevision,
    })),
  oneIn: 10,
  allows: ([first]) => first !== undefined && first.path !== '',
};

export const oracles: readonly Oracle[] = [
  ...[source, destination, kind, deployer, rbac, repository, glob],
  ...[window, validated, synced],
] as readonly Oracle[];
