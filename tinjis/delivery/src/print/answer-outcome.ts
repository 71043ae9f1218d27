import { exitCodes } from '@tinjis/manifests/exit-codes';
import { winning } from '@tinjis/rules/ruling';
import type { ClusterAnswer } from '../answer/clusters.ts';
import type { Answer } from '../answer/route.ts';
import type { Question } from '../model/question.ts';
import { answerText } from './answer.ts';
import type { Outcome } from './outcome.ts';
import { questionSentence } from './question.ts';

/**
 * Allowed only where it is on every cluster asked about. The layers are shown for the first cluster that tells the
 * verdict.
 */
export function answerOutcome(question: Question, answers: readonly ClusterAnswer[]): Outcome {
  const verdict = winning(
    'all',
    answers.map(({ answer }) => answer.verdict),
  ) as Answer['verdict'];
  const exit = { allow: exitCodes.clean, deny: exitCodes.found, unknown: exitCodes.unknown }[verdict];
  const telling = answers.find(({ answer }) => answer.verdict === verdict);
  const sentence = ({ cluster, answer }: ClusterAnswer): string => questionSentence(question, answer.verdict, cluster);
  return {
    exit,
    text: (style) =>
      answers
        .map((each) =>
          each === telling
            ? answerText(sentence(each), each.answer, style)
            : `${each.answer.verdict === verdict ? 'likewise' : 'but'}: ${sentence(each)}`,
        )
        .join('\n\n'),
    json: { question, verdict, clusters: answers.map(({ cluster, answer }) => ({ cluster, ...answer })) },
  };
}
