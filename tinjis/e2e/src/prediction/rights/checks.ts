import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveCheck, CheckOutcome } from '../../harness/check.ts';
import type { ServedRepository } from '../../served.ts';
import { today } from '../sample.ts';
import { compareRights, type RightsComparison, type Predictions } from './compare.ts';
import { namedRequests, requestsFor, targetsOf } from './requests.ts';
import { liveRules } from './rules.ts';
import { subjectsOf, type RightsSubject } from './subjects.ts';

/** Namespaces that are asked about: the teams', the platform's, and one that nobody has rights in. */
function namespacesOf({ model }: ServedRepository): readonly string[] {
  return [...model.teams.developers.map(({ namespace }) => namespace), 'argocd', 'kube-system', 'default'];
}

/**
 * For each identity: what the API server would let it do is what the rules of the repository, and those on the cluster,
 * say.
 */
export async function rightsChecks(admin: Kubernetes, served: ServedRepository): Promise<readonly LiveCheck[]> {
  const cluster = await liveRules(admin);
  const predictions = { repository: served.rules.authorization, cluster };
  const namespaces = namespacesOf(served);
  const requests = [
    ...requestsFor(await targetsOf(admin.discovery), namespaces),
    ...namedRequests(cluster, namespaces),
  ];
  const subjects = subjectsOf(served, await admin.list({ apiVersion: 'v1', kind: 'ServiceAccount' }));
  const compare = (subject: RightsSubject, rules: Predictions): Promise<RightsComparison> =>
    compareRights(admin, subject, requests, rules, today());
  const [first] = subjects.filter(({ groups }) =>
    groups.some((group) => group === served.model.teams.developers[0]?.group),
  );
  return [
    ...subjects.map((subject): LiveCheck => ({
      name: `rights/${subject.id}`,
      title: `the rights of ${subject.user} are those that are predicted`,
      run: async () => outcome(await compare(subject, predictions)),
    })),
    ...(first ? [noticing(first, (rules) => compare(first, rules), predictions)] : []),
  ];
}

/** A comparison that cannot disagree proves nothing: without a subject's bindings it has to. */
function noticing(
  subject: RightsSubject,
  compare: (rules: Predictions) => Promise<RightsComparison>,
  { repository, cluster }: Predictions,
): LiveCheck {
  return {
    name: 'rights/notices',
    title: 'a binding that the prediction does not know of is noticed',
    run: async () => {
      const { disagreements } = await compare({
        cluster,
        repository: { ...repository, roleBindings: [], clusterRoleBindings: [] },
      });
      return {
        passed: disagreements.length > 0,
        observed: `${disagreements.length} disagreements about ${subject.user} without any binding`,
      };
    },
  };
}

function outcome({ asked, allowed, disagreements }: RightsComparison): CheckOutcome {
  return {
    passed: disagreements.length === 0,
    observed: `${asked} questions, ${allowed} allowed, ${disagreements.length} disagreements`,
    explanation: disagreements.slice(0, 20),
    measures: { questions: asked, allowed, disagreements: disagreements.length },
    record: { disagreements },
  };
}
