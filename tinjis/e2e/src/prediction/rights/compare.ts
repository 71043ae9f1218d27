import { authorize } from '@tinjis/rules/rbac/authorize';
import type { RbacRules } from '@tinjis/rules/rbac/objects';
import type { ResourceRequest } from '@tinjis/rules/rbac/request';
import type { Ruling } from '@tinjis/rules/ruling';
import { kinds } from '@tinjis/rules/objects/kinds';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { inParallel } from '../in-parallel.ts';
import { dailySample } from '../sample.ts';
import { accessReview } from './review.ts';
import type { RightsSubject } from './subjects.ts';

/** Two sets of rules that must both lead to the API server's answer. */
export interface Predictions {
  /** Those of the served repository: what `tinjis can` says. Asked about the subjects and kinds that it knows. */
  readonly repository: RbacRules;
  /** Those that are on the cluster, with Kubernetes' own: whether the evaluator itself is right. */
  readonly cluster: RbacRules;
}

export interface RightsComparison {
  readonly asked: number;
  readonly allowed: number;
  /** Each in a sentence with both reasons. */
  readonly disagreements: readonly string[];
}

const atOnce = 8;

/** How many questions of each kind about one subject: those the evaluator would allow, and the others. */
const most = { allowed: 2000, denied: 1500, ungoverned: 300 } as const;

/**
 * Asks the API server what a subject may do, and both predictions the same.
 * @param requests all questions there are; of many a sample is asked, of those that are predicted to be allowed first
 * of all
 */
export async function compareRights(
  admin: Kubernetes,
  subject: RightsSubject,
  requests: readonly ResourceRequest[],
  { repository, cluster }: Predictions,
  day: number,
): Promise<RightsComparison> {
  const questions = requests.map((request) => ({ request, own: authorize(cluster, subject, request) }));
  const asked = [
    ...dailySample(
      questions.filter(({ own }) => own.verdict === 'allow'),
      subject.governed ? most.allowed : most.ungoverned,
      day,
    ),
    ...dailySample(
      questions.filter(({ own }) => own.verdict !== 'allow'),
      subject.governed ? most.denied : most.ungoverned,
      day,
    ),
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
