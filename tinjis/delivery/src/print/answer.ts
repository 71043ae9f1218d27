import { type LayerDecision, type Reason, type Verdict, winning } from '@tinjis/rules/ruling';
import { peerText } from '@tinjis/rules/network/peer';
import type { Answer, Route, RouteKind } from '../answer/route.ts';
import { answerReasons } from '../answer/reasons.ts';
import { sentencesOf, fill } from '../entry.ts';
import type { Style } from './style.ts';
import { placeText } from './findings.ts';
import { exitCodes } from '@tinjis/manifests/failure';
import type { ClusterAnswer } from '../answer/can.ts';
import { type Caller, leadsOut } from '../model/connect-question.ts';
import type { Deploy, OperateVerb, Question } from '../model/question.ts';
import type { Outcome } from './outcome.ts';
import { identityName } from '../model/identity.ts';
import { serviceKey, workloadKey } from '../model/layout.ts';

const routeTexts: Readonly<Record<RouteKind, string>> = {
  merge: 'by a change of {path}',
  'own-folder': 'by a manifest for namespace {namespace} in a folder of their own, {path}',
  argocd: 'in Argo CD itself ({actions})',
  kubernetes: 'by the Kubernetes API',
  network: 'from {from} with labels {labels}',
};

/**
 * The number of reasons printed for each layer: the deciding reason, and for a refusal the rule that came closest. JSON
 * has them all.
 */
const shown = { allow: 1, deny: 2, unknown: 2 } as const;

/**
 * One line for the whole answer, then layer by layer for each route: the open routes of a permission, all routes of a
 * refusal.
 */
export function answerText(sentence: string, { verdict, decidedBy, routes }: Answer, style: Style): string {
  const head = { allow: style.green('ALLOW'), deny: style.red('DENY'), unknown: style.yellow('UNKNOWN') }[verdict];
  const deciding = decidedBy.map((layer) => layerNames[layer]).join(', ');
  const telling = routes.filter((each) => each.verdict === verdict);
  return [
    `${head} ${style.bold(sentence)}`,
    `decided by ${deciding === '' ? 'no layer' : deciding}`,
    ...telling.flatMap((each) => ['', ...routeText(each, style)]),
  ].join('\n');
}

function routeText({ kind, args, layers }: Route, style: Style): string[] {
  return [fill(routeTexts[kind], args), ...layers.flatMap((layer) => layerText(layer, style))];
}

function layerText({ layer, verdict, reasons }: LayerDecision, style: Style): string[] {
  if (verdict === 'not-applicable') return [];
  const kept = chosen(reasons, verdict, shown[verdict]);
  const more = reasons.length - kept.length;
  const head = `  ${mark(verdict, style)} ${layerNames[layer].padEnd(11)}`;
  return [
    ...kept.flatMap((reason, index) => reasonText(index === 0 ? head : indent, reason, style)),
    ...(more > 0 ? [style.dim(`${indent}and ${more} more, see --json`)] : []),
  ];
}

/** The first reason, and then reasons with other codes, since more of the same tells nothing new. */
function chosen(reasons: readonly Reason[], verdict: Verdict, most: number): readonly Reason[] {
  const firsts = new Map<string, Reason>();
  for (const reason of reasons) {
    if (!firsts.has(reason.code)) firsts.set(reason.code, reason);
  }
  // A reason that refuses comes before a reason that merely let the question pass; what is missing leaves it open.
  const rank = ({ basis }: Reason): number => (verdict === 'unknown' && basis === 'input-missing' ? -1 : weight[basis]);
  return [...firsts.values()].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

const weight = { forbidden: 0, 'nothing-grants': 1, 'input-missing': 2, granted: 3, default: 4 } as const;

const indent = ' '.repeat(15);

function reasonText(head: string, reason: Reason, style: Style): string[] {
  const { says, fix } = sentencesOf(answerReasons, reason);
  const places = 'searched' in reason.at ? reason.at.searched.slice(0, 1) : [reason.at];
  const wrong = reason.basis !== 'granted' && fix !== '';
  return [
    `${head}${says}`,
    ...places.map((at) => `${indent}${placeText(at)}`),
    ...(wrong ? [`${indent}to change it: ${fix}`] : []),
    style.dim(`${indent}${reason.code}`),
  ];
}

function mark(verdict: Exclude<Verdict, 'not-applicable'>, style: Style): string {
  return { allow: style.green('✔'), deny: style.red('✘'), unknown: style.yellow('?') }[verdict];
}

/**
 * Allowed only if it is allowed on every cluster asked about. The layers are shown for the first cluster that explains
 * the verdict.
 * @param note what the person asking should know about their question
 */
export function answerOutcome(question: Question, answers: readonly ClusterAnswer[], note?: string): Outcome {
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
      [
        ...answers.map((each) =>
          each === telling
            ? answerText(sentence(each), each.answer, style)
            : `${each.answer.verdict === verdict ? 'likewise' : 'but'}: ${sentence(each)}`,
        ),
        ...(note === undefined ? [] : [style.yellow(note)]),
      ].join('\n\n'),
    json: {
      question,
      verdict,
      ...(note !== undefined && { note }),
      clusters: answers.map(({ cluster, answer }) => ({ cluster, ...answer })),
    },
  };
}

/** The answer's first line: who may or may not do what. */
export function questionSentence(question: Question, verdict: Answer['verdict'], cluster: string): string {
  const may = { allow: 'may', deny: 'may not', unknown: 'may or may not' }[verdict];
  return `${subject(question)} ${may} ${action(question)}${question.verb === 'push' ? '' : ` on ${cluster}`}`;
}

function subject(question: Question): string {
  return question.verb === 'connect' ? callerName(question.from) : identityName(question.who);
}

function action(question: Question): string {
  if (question.verb === 'connect')
    return `connect to ${leadsOut(question) ? peerText(question.to) : workloadKey(question.to)} on port ${question.port}`;
  if (question.verb === 'push') return `push ${question.path}`;
  if (question.verb !== 'call') return `${operating[question.verb]} ${serviceKey(question.service)}`;
  const { verb, resource, subresource, name, namespace } = question.request;
  const what = [resource, subresource, name].filter((part) => part !== undefined).join('/');
  return `${verb} ${what}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

/** What somebody does to a service, as a person says it. */
const operating: Readonly<Record<Deploy['verb'] | OperateVerb, string>> = {
  deploy: 'deploy',
  get: 'look at',
  sync: 'sync',
  override: 'sync other manifests into',
  logs: 'read the logs of',
  exec: 'open a shell in',
  create: 'create the Application of',
  update: 'change the Application of',
  delete: 'delete the Application of',
};

function callerName(caller: Caller): string {
  if (caller.kind === 'workload') return workloadKey(caller.workload);
  if (caller.kind === 'outside') return caller.ip ?? 'somebody outside the cluster';
  return `pod ${caller.namespace}/${caller.name}, with any labels,`;
}

/** The names that people use for the layers. */
export const layerNames = {
  git: 'Git',
  argocd: 'Argo CD',
  rbac: 'Kubernetes',
  admission: 'Admission',
  network: 'Network',
} as const;
