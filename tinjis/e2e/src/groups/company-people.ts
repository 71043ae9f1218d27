import { parseAllDocuments } from 'yaml';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { people } from '@tinjis/delivery/generate/team-rights';
import { everybody, type Identity, identityName, kubernetesUser } from '@tinjis/delivery/model/identity';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { CheckContext, LiveCheck } from '../harness/check.ts';
import { accessReview } from './prediction/access-review.ts';

/**
 * The company's people and programs in its namespaces, with groups that are an object ID, an e-mail address, a path and
 * a distinguished name: Kubernetes gives each what the team file says. Its Roles in Argo CD's namespace are taken out
 * again.
 */
export async function companyPeople(
  context: CheckContext,
  admin: Kubernetes,
  teams: Teams,
): Promise<readonly LiveCheck[]> {
  const objects = teams.developers.flatMap((team) =>
    parseAllDocuments(people(team)).map((document) => document.toJS() as LiveObject),
  );
  const elsewhere = objects.filter(({ metadata }) => metadata.namespace === 'argocd');
  context.putBack("the company's roles in argocd", async () => {
    await Promise.all(
      elsewhere.map(({ apiVersion, kind, metadata }) =>
        admin.delete({ apiVersion, kind, namespace: 'argocd', name: metadata.name }),
      ),
    );
  });
  await Promise.all(objects.map((object) => admin.apply(object)));
  // Whoever is in no developer team's group has rights of the platform, or none: the matrix asks about them.
  const persons = everybody(teams).filter((person) => !person.teams.includes(teams.platform.name));
  const programs = teams.developers.flatMap(({ namespace, automation }) =>
    automation.map((name): Identity => ({ kind: 'account', namespace, name })),
  );
  return [...persons, ...programs].map((identity) => rightsCheck(admin, teams, identity));
}

/** A request, and whether the team file grants it. */
interface Wanted {
  readonly request: ResourceRequest;
  readonly allowed: boolean;
}

function rightsCheck(admin: Kubernetes, teams: Teams, identity: Identity): LiveCheck {
  const name = identityName(identity);
  const { user, groups } = kubernetesUser(identity);
  return {
    name: `rights/${name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`,
    title: `${name} of the company may do what its team file says, and nothing else`,
    run: async () => {
      const wanted = wantedOf(teams, identity);
      const answers = await Promise.all(
        wanted.map(async ({ request, allowed }) => {
          const found = await accessReview(admin, { id: name, governed: true, user, groups }, request);
          return found.allowed === allowed
            ? []
            : [`${JSON.stringify(request)}: ${found.allowed ? 'allowed' : 'refused'}`];
        }),
      );
      const wrong = answers.flat();
      return {
        passed: wrong.length === 0,
        observed: `${wanted.length} asked, ${wanted.filter(({ allowed }) => allowed).length} of them to be allowed`,
        explanation: wrong,
      };
    },
  };
}

function wantedOf({ developers }: Teams, identity: Identity): readonly Wanted[] {
  return developers.flatMap(({ name: team, namespace, services }): readonly Wanted[] => {
    const ask = (verb: string, group: string, resource: string, allowed: boolean, more: object = {}): Wanted => ({
      request: { verb, group, resource, namespace, ...more },
      allowed,
    });
    const isProgram = identity.kind === 'account' && identity.namespace === namespace;
    const sees = identity.kind === 'person' ? identity.sees.includes(team) : isProgram;
    const writes = identity.kind === 'person' && identity.breaksGlass.includes(team);
    return [
      ask('list', '', 'pods', sees),
      ask('get', '', 'pods', sees, { subresource: 'log' }),
      ask('patch', 'apps', 'deployments', writes),
      ask('delete', '', 'services', writes),
      ask('delete', '', 'pods', false),
      ask('get', '', 'secrets', false),
      ask('create', '', 'pods', false, { subresource: 'exec' }),
      ask('create', 'rbac.authorization.k8s.io', 'rolebindings', false),
      ask('create', '', 'serviceaccounts', false, { subresource: 'token' }),
      ...services.flatMap(({ name }) => [
        ask('get', 'argoproj.io', 'applications', isProgram, { namespace: 'argocd', name }),
        ask('patch', 'argoproj.io', 'applications', false, { namespace: 'argocd', name }),
      ]),
    ];
  });
}
