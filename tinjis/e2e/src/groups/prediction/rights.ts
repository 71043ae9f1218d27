import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveCheck, CheckOutcome } from '../../harness/check.ts';
import type { ServedRepository } from '../../identities/served-repository.ts';
import { namedRequests, requestsFor, targetsOf, accessReview } from './access-review.ts';
import { liveRules, subjectsOf, type RightsSubject } from './live-rules.ts';
import { authorize } from '@tinjis/rules/rbac/authorize';
import type { RbacRules } from '@tinjis/rules/rbac/grants';
import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Ruling } from '@tinjis/rules/ruling';
import { kinds } from '@tinjis/rules/objects/kinds';
import { inParallel } from '@tinjis/cluster/in-parallel';

/** The namespaces in question: the teams', the platform's, and a namespace that nobody has rights in. */
function namespacesOf({ model }: ServedRepository): readonly string[] {
  return [...model.teams.developers.map(({ namespace }) => namespace), 'argocd', 'kube-system', 'default'];
}

/**
 * For each identity, the API server allows exactly what the repository's rules, and the rules on the cluster, allow.
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
    compareRights(admin, subject, requests, rules);
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

/** A comparison that cannot disagree proves nothing: without a subject's bindings, it must disagree. */
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

/** Two sets of rules that must both lead to the API server's answer. */
interface Predictions {
  /** The served repository's rules, which `tinjis can` uses. Asked only about the subjects and kinds that it knows. */
  readonly repository: RbacRules;
  /** The rules on the cluster, including Kubernetes' own. They show whether the evaluator itself is right. */
  readonly cluster: RbacRules;
}

interface RightsComparison {
  readonly asked: number;
  readonly allowed: number;
  /** Each disagreement as a sentence with both reasons. */
  readonly disagreements: readonly string[];
}

const atOnce = 8;

/** The most questions about one subject: those that the evaluator would allow, and the others. */
const most = { allowed: 2000, denied: 1500, ungoverned: 300 } as const;

/**
 * Asks the API server what a subject may do, and asks both predictions the same.
 * @param requests all possible questions. If there are too many, a sample is asked, beginning with those that are
 * predicted to be allowed
 */
async function compareRights(
  admin: Kubernetes,
  subject: RightsSubject,
  requests: readonly ResourceRequest[],
  { repository, cluster }: Predictions,
): Promise<RightsComparison> {
  const questions = requests.map((request) => ({ request, own: authorize(cluster, subject, request) }));
  const [allowed, others] = [true, false].map((is) => questions.filter(({ own }) => (own.verdict === 'allow') === is));
  const asked = [
    ...dailySample(allowed ?? [], subject.governed ? most.allowed : most.ungoverned),
    ...dailySample(others ?? [], subject.governed ? most.denied : most.ungoverned),
  ];
  const answers = await inParallel(asked, atOnce, async ({ request, own }) => {
    const { allowed, reason } = await accessReview(admin, subject, request);
    const said = `the API server ${allowed ? `allows it (${reason})` : 'does not allow it'}`;
    const against = (whose: string, ruling: Ruling): readonly string[] =>
      (ruling.verdict === 'allow') === allowed && ruling.verdict !== 'unknown'
        ? []
        : [`${subject.user}, ${wordsOf(request)}: ${said}; by ${whose} it is ${ruling.verdict}: ${reasonsOf(ruling)}`];
    const known = subject.governed && knownKinds.has(`${request.group}/${request.resource}`);
    return {
      allowed,
      disagreements: [
        ...against('the rules on the cluster', own),
        ...(known ? against('the served repository', authorize(repository, subject, request)) : []),
      ],
    };
  });
  return {
    asked: asked.length,
    allowed: answers.filter(({ allowed }) => allowed).length,
    disagreements: answers.flatMap(({ disagreements }) => disagreements),
  };
}

/**
 * An evenly spread sample: every n-th, with another starting point each day. In the end every question gets asked, and
 * all runs on one day ask the same questions.
 * @param count the most to take
 */
function dailySample<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  const step = all.length / count;
  const day = Math.floor(Date.now() / 86_400_000);
  const start = (day * 7919) % all.length;
  return Array.from({ length: count }, (_, index) => all[Math.floor(start + index * step) % all.length] as T);
}

const knownKinds = new Set(kinds.map(({ group, resource }) => `${group}/${resource}`));

function wordsOf({ verb, group, resource, subresource, name, namespace }: ResourceRequest): string {
  const what = `${resource}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${what}${name === undefined ? '' : ` ${name}`} ${namespace === undefined ? 'of the whole cluster' : `in ${namespace}`}`;
}

function reasonsOf({ reasons }: Ruling): string {
  return reasons
    .slice(0, 2)
    .map(({ code, args }) => `${code} ${JSON.stringify(args)}`)
    .join('; ');
}
