import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { describeReference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import type { LiveCheck } from '../../harness/check.ts';
import type { ServedRepository } from '../../identities/served-repository.ts';
import { questionsOf, type AdmissionQuestion } from './admission-questions.ts';
import { observedFrom, predictWrite, tryWrite } from '../../refusals/api-server.ts';
import { agrees, observedText, predictedText, type Observed } from '../../refusals/decision.ts';
import { inParallel } from '@tinjis/cluster/in-parallel';

/** For each identity, the API server admits exactly the writes that the repository's rules admit. */
export async function admissionChecks(admin: Kubernetes, served: ServedRepository): Promise<readonly LiveCheck[]> {
  const groups = Map.groupBy(await questionsOf(admin, served), ({ who }: AdmissionQuestion) => who.user);
  const checks = [...groups].map(([user, questions]): LiveCheck => ({
    name: `admission/${user.replaceAll(':', '-')}`,
    title: `what ${user} may write is what is predicted`,
    // Hundreds of writes: 11 s on two idle cores, five times that on two busy ones.
    within: 240,
    run: async () => {
      const { asked, allowed, refused, disagreements } = await compareWrites(admin, served, questions);
      const refusedBy = Object.entries(refused).map(([layer, count]) => `${count} refused by ${layer}`);
      return {
        passed: disagreements.length === 0,
        observed: [`${asked} tried`, `${allowed} let through`, ...refusedBy].join(', '),
        explanation: disagreements.slice(0, 20),
        measures: { questions: asked, allowed, disagreements: disagreements.length },
        record: { refused, disagreements },
      };
    },
  }));
  return [...checks, noticing(admin, served, [...groups.values()].flat())];
}

/** Without any admission rule, the prediction must be wrong about something. */
function noticing(admin: Kubernetes, served: ServedRepository, questions: readonly AdmissionQuestion[]): LiveCheck {
  const some = questions.filter(
    ({ write: { object }, who }) => object.kind === 'Service' && who.user.endsWith(':deployer'),
  );
  const without: ServedRepository = {
    ...served,
    rules: { ...served.rules, admission: { ...served.rules.admission, policies: [], bindings: [] } },
  };
  return {
    name: 'admission/notices',
    title: 'an admission rule that the prediction does not know of is noticed',
    run: async () => {
      const { disagreements } = await compareWrites(admin, without, some);
      return {
        passed: disagreements.length > 0,
        observed: `${disagreements.length} disagreements about Services without any rule`,
      };
    },
  };
}

interface AdmissionComparison {
  readonly asked: number;
  readonly allowed: number;
  /** How many writes each layer refused. */
  readonly refused: Readonly<Record<string, number>>;
  /** Each disagreement as a sentence with both reasons. */
  readonly disagreements: readonly string[];
}

const atOnce = 8;

/** Tries writes for real, short of storing them, and asks the served repository's rules about the same writes. */
async function compareWrites(
  admin: Kubernetes,
  served: ServedRepository,
  questions: readonly AdmissionQuestion[],
): Promise<AdmissionComparison> {
  const answers = await inParallel(questions, atOnce, async ({ who, what, write }) => {
    const client = admin.as({ kind: 'impersonated', user: who.user, groups: who.groups });
    const observed = pastQuota(observedFrom(await tryWrite(client, write)));
    const predicted = predictWrite(served, who, write);
    const sentence = `${who.user}, ${write.verb} ${describeReference(referenceOf(write.object))} (${what})`;
    return {
      observed,
      ...(!agrees(predicted, observed) && {
        disagreement: `${sentence}: ${observedText(observed)}; predicted ${predictedText(predicted)}`,
      }),
    };
  });
  return {
    asked: answers.length,
    allowed: answers.filter(({ observed }) => observed.verdict === 'allowed').length,
    refused: count(answers.map(({ observed }) => observed)),
    disagreements: answers.flatMap(({ disagreement }) => disagreement ?? []),
  };
}

/** Quotas are not predicted and are asked last: a write that only a quota refuses has passed everything predicted. */
function pastQuota(observed: Observed): Observed {
  const isQuota =
    observed.verdict === 'denied' && observed.layer === 'other' && / exceeded quota: /.test(observed.message);
  return isQuota ? { verdict: 'allowed', message: observed.message } : observed;
}

function count(observed: readonly Observed[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const each of observed) {
    if (each.verdict === 'denied') counts[each.layer] = (counts[each.layer] ?? 0) + 1;
  }
  return counts;
}
