import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { observedFrom } from '../../refusals/api-server.ts';
import { predictWrite, tryWrite } from '../../refusals/api-request.ts';
import { agrees, observedText, predictedText, type Observed } from '../../refusals/decision.ts';
import type { ServedRepository } from '../../served.ts';
import { inParallel } from '../in-parallel.ts';
import type { AdmissionQuestion } from './questions.ts';

export interface AdmissionComparison {
  readonly asked: number;
  readonly allowed: number;
  /** How many each layer refused. */
  readonly refused: Readonly<Record<string, number>>;
  /** Each in a sentence with both reasons. */
  readonly disagreements: readonly string[];
}

const atOnce = 8;

/** Tries writes for real, short of storing them, and asks the same of the served repository's rules. */
export async function compareWrites(
  admin: Kubernetes,
  served: ServedRepository,
  questions: readonly AdmissionQuestion[],
): Promise<AdmissionComparison> {
  const answers = await inParallel(questions, atOnce, async ({ who, what, write }) => {
    const client = admin.as({ kind: 'impersonated', user: who.user, groups: who.groups });
    const observed = pastQuota(observedFrom(await tryWrite(client, write)));
    const predicted = predictWrite(served, who, write);
    const {
      kind,
      metadata: { namespace, name },
    } = write.object;
    const sentence = `${who.user}, ${write.verb} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (${what})`;
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

/** Quotas, which are not predicted, are the last to be asked: past everything that is, it was let through. */
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
