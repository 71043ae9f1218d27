import type { Command } from 'commander';
import { can, type ClusterAnswer } from '@tinjis/delivery/answer/clusters';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository } from '@tinjis/delivery/load/repository';
import { diskTree } from '@tinjis/manifests/tree/disk';
import type { Answer } from '@tinjis/delivery/answer/route';
import type { Model } from '@tinjis/delivery/model/model';
import { parseQuestion } from '@tinjis/delivery/model/parse-question';
import type { Question } from '@tinjis/delivery/model/question';
import { winning } from '@tinjis/rules/ruling';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import { Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '../outcome.ts';
import { answerText } from '@tinjis/delivery/print/answer';
import { explanation } from '../print/explanation.ts';
import { questionSentence } from '@tinjis/delivery/print/question';
import type { CommandModule, Invocation } from './command.ts';
import { unreadable } from './unreadable.ts';

type Verdict = Answer['verdict'];

interface Options {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly explain?: string;
}

const examples = [
  'tinjis can payments-dev deploy payments/payment',
  'tinjis can billing/antaeus connect payments/payment:9000',
  'tinjis can pod:anywhere/x connect payments/payment --cluster production',
  'tinjis can outside connect billing/antaeus',
  'tinjis can payments-dev push apps/billing/antaeus/base/deployment.yaml',
  'tinjis can payments-dev create networkpolicies -n payments',
  'tinjis can system:serviceaccount:payments:deployer get secrets -n payments',
  'tinjis can --explain network/ingress-refused',
];

/** `tinjis can`: one question, answered layer by layer with the deciding lines. */
export const command: CommandModule = { examples, declare, run };

function declare(command: Command): void {
  command
    .argument('[who]', 'a login, team/service, pod:namespace/name, outside, or a ServiceAccount')
    .argument('[verb]', 'deploy, connect, push, sync, override, logs, ... or a verb of the Kubernetes API')
    .argument('[what]', 'team/service[:port], a path, or a resource')
    .option('--cluster <name>', 'ask about one cluster instead of all')
    .option('-n, --namespace <name>', 'namespace of a resource')
    .option('--explain <code>', 'say what a code means, why it matters and how to fix it');
}

function run({ args, options, context }: Invocation): Outcome {
  const { cluster, namespace, explain } = options as Options;
  if (explain !== undefined) return explanation(explain);
  const [who, verb, what] = args;
  if (who === undefined || verb === undefined || what === undefined) {
    throw new Failure('misuse', {
      what: 'a question has three words: who, verb, what',
      fix: 'for example: tinjis can payments-dev deploy payments/payment',
    });
  }
  const repository = readRepository(diskTree(context.root), new Reader('questions'), cluster);
  if ('faults' in repository) return unreadable(repository.faults);
  const { model } = repository;
  const question = parseQuestion(model.teams, who, verb, what, namespace);
  return asked(question, can(model, question, clustersOf(model, cluster)));
}

function clustersOf(model: Model, name: string | undefined): readonly string[] {
  const all = model.teams.clusters.map((each) => each.name);
  if (name === undefined) return all;
  if (all.includes(name)) return [name];
  throw new Failure('misuse', { what: `there is no cluster ${name}`, fix: `name one of ${all.join(', ')}` });
}

/**
 * Allowed only where it is on every cluster asked about. The layers are shown for the first cluster that tells the
 * verdict.
 */
export function asked(question: Question, answers: readonly ClusterAnswer[]): Outcome {
  const verdict = winning(
    'all',
    answers.map(({ answer }) => answer.verdict),
  ) as Verdict;
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
