import { argocdServer } from '../../../identities/argocd-server.ts';
import { demoPerson } from '../../../identities/identities.ts';
import { allowed, type MatrixCase, refused } from '../case.ts';
import { otherThan, type Team, type Participants } from '../../../identities/participants.ts';
import {
  type App,
  type ArgoCdCall,
  operationsOn,
  operationsOnProject,
  type ArgoCdCaller,
  argocdCallerOf,
  mayNotOperate,
  mayOperate,
  observedFromArgoCd,
} from './calls.ts';
import { projectToken } from './project-token.ts';

/** The operations that a team may perform on its own Application. */
const own = new Set(['get', 'tree', 'manifests', 'logs', 'sync', 'sync-prune', 'sync-force', 'sync-replace']);

/** Requests to Argo CD's API by each kind of caller. */
export async function argocdCases(participants: Participants): Promise<readonly MatrixCase[]> {
  const { context, admin, served, teams, platformAdmin } = participants;
  const server = await argocdServer(admin, context.cluster);
  const passwordOf = (name: string): string => demoPerson(served.model, context.folders, name).password;
  const caller = async (who: Participants['platformAdmin']): Promise<ArgoCdCaller> =>
    argocdCallerOf(participants, who, server.as(await server.login(who.name, passwordOf(who.name))));
  const developers = await Promise.all(
    teams.map(async (team) => developerCases(participants, team, await caller(team.developer))),
  );
  const anonymous: ArgoCdCaller = { name: 'anonymous', argocd: server.as(), policy: served.rules.argocdPolicy };
  const { name: login } = teams[0].developer;
  const wrong = `${login} with a wrong password`;
  const right: MatrixCase = {
    name: 'argocd/login',
    identity: login,
    action: 'log in to Argo CD',
    how: 'real',
    expected: allowed,
    unmodelled: 'passwords',
    attempt: async () => observedFromArgoCd(await server.tryLogin(login, passwordOf(login))),
  };
  const refusedLogin = (identity: string, username: string): MatrixCase => ({
    name: `argocd/login/${identity.replaceAll(' ', '-')}`,
    identity,
    action: 'log in to Argo CD',
    how: 'real',
    unmodelled: 'passwords',
    control: right.name,
    expected: refused('login', /Invalid username or password|account .* (disabled|not)|nonexistent|cannot/i),
    attempt: async () => loggedIn(observedFromArgoCd(await server.tryLogin(username, 'not the password'))),
  });
  return [
    ...developers.flat(),
    ...platformCases(participants, await caller(platformAdmin)),
    ...anonymousCases(participants, anonymous),
    right,
    refusedLogin(wrong, login),
    refusedLogin("Argo CD's own admin", 'admin'),
    refusedLogin('a stranger', 'somebody-else'),
    ...(await projectToken(participants, server)),
  ];
}

/** Counts any refusal of a login as the login's own. */
function loggedIn(observed: ReturnType<typeof observedFromArgoCd>): ReturnType<typeof observedFromArgoCd> {
  return observed.verdict === 'denied' ? { ...observed, layer: 'login' } : observed;
}

function appOf({ name, service, namespace }: Team): App {
  return { project: name, name: service, namespace };
}

const root: App = { project: 'platform', name: 'platform', namespace: 'argocd' };

function developerCases(participants: Participants, team: Team, caller: ArgoCdCaller): readonly MatrixCase[] {
  const control = `argocd/${caller.name}/${team.service}/get`;
  const on = (app: App, isAllowed: (id: string) => boolean): readonly MatrixCase[] =>
    casesOn(caller, app.name, operationsOn(app), isAllowed, control);
  const other = otherThan(participants, team);
  return [
    ...on(appOf(team), (id) => own.has(id)),
    ...on(appOf(other), () => false),
    ...on(root, () => false),
    ...casesOn(caller, 'own-project', operationsOnProject(team.name), (id) => id === 'project-get', control),
    ...casesOn(caller, 'other-project', foreignProject(other.name), () => false, control),
    ...listCases(caller, other, control),
    ownToken(caller, control),
  ];
}

/** For another team's project, only the operations that name the project: the team's own project covers the rest. */
function foreignProject(name: string): Readonly<Record<string, ArgoCdCall>> {
  return Object.fromEntries(
    Object.entries(operationsOnProject(name)).filter(([id]) => /^project-(get|update|delete|token)$/.test(id)),
  );
}

function casesOn(
  caller: ArgoCdCaller,
  about: string,
  operations: Readonly<Record<string, ArgoCdCall>>,
  isAllowed: (id: string) => boolean,
  control: string,
): readonly MatrixCase[] {
  return Object.entries(operations).map(([id, operation]) =>
    isAllowed(id)
      ? mayOperate(caller, `${about}/${id}`, operation)
      : mayNotOperate(caller, `${about}/${id}`, operation, control),
  );
}

interface List {
  readonly items?: readonly { readonly metadata: { readonly name: string } }[] | null;
}

/** A list holds the caller's own Applications; it leaves out others without a word. */
function listCases({ name, argocd }: ArgoCdCaller, other: Team, control: string): readonly MatrixCase[] {
  const lists = [
    ['applications', other.service],
    ['projects', other.name],
  ] as const;
  return lists.map(([what, hidden]): MatrixCase => ({
    name: `argocd/${name}/list-${what}`,
    identity: name,
    action: `find ${hidden} in the list of ${what}`,
    how: 'real',
    control,
    expected: refused('argocd', /is not in the list/),
    unmodelled: 'lists: they hold what `get` is granted for',
    attempt: async () => {
      const { body } = await argocd.request<List>({ method: 'GET', path: `/api/v1/${what}` });
      const names = (body.items ?? []).map(({ metadata }) => metadata.name);
      return names.includes(hidden)
        ? { verdict: 'allowed' }
        : { verdict: 'denied', layer: 'argocd', message: `${hidden} is not in the list: ${names.join(', ')}` };
    },
  }));
}

/**
 * Observed on a stock Argo CD: an account with `apiKey` can give itself tokens that never expire, with no policy at
 * all. None of our accounts has it.
 */
function ownToken({ name, argocd }: ArgoCdCaller, control: string): MatrixCase {
  return {
    name: `argocd/${name}/own-token`,
    identity: name,
    action: 'make itself a token without an end',
    how: 'real',
    control,
    expected: refused('argocd', /does not have apiKey capability/),
    unmodelled: 'what accounts are for (clusters/local/bootstrap/argocd-cm.yaml)',
    attempt: async () => {
      const path = `/api/v1/account/${name}/token`;
      return observedFromArgoCd(await argocd.request({ method: 'POST', path, body: { name } }));
    },
  };
}

function platformCases({ teams }: Participants, caller: ArgoCdCaller): readonly MatrixCase[] {
  const control = `argocd/${caller.name}/${teams[0].service}/get`;
  const { manifests, ...onRoot } = operationsOn(root);
  const apps = teams
    .map(appOf)
    .flatMap((app) => casesOn(caller, app.name, operationsOn(app), (id) => own.has(id), control));
  if (!manifests) throw new Error('nothing asks for the manifests of an Application');
  const rootManifests: MatrixCase = {
    ...mayOperate({ ...caller, subject: undefined }, 'platform/manifests', manifests),
    control,
    expected: refused('other', /failed to get server version/),
    unmodelled:
      "rendering asks the API server as the project's account, and argocd-server may not become the platform's (policies/rbac/platform-deployer.yaml)",
  };
  return [
    ...apps,
    ...casesOn(caller, root.name, onRoot, (id) => own.has(id), control),
    rootManifests,
    ...casesOn(caller, 'project', operationsOnProject(teams[0].name), (id) => id === 'project-get', control),
    ownToken(caller, control),
  ];
}

function anonymousCases({ teams }: Participants, caller: ArgoCdCaller): readonly MatrixCase[] {
  const control: MatrixCase = {
    name: 'argocd/anonymous/version',
    identity: caller.name,
    action: 'ask Argo CD for its version',
    how: 'real',
    expected: allowed,
    unmodelled: 'what Argo CD tells everybody',
    attempt: async () => observedFromArgoCd(await caller.argocd.request({ method: 'GET', path: '/api/version' })),
  };
  return [
    control,
    ...teams.flatMap((team) => casesOn(caller, team.service, operationsOn(appOf(team)), () => false, control.name)),
    ...casesOn(caller, 'project', operationsOnProject(teams[0].name), () => false, control.name),
  ];
}
