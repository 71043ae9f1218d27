import { answerReasons } from '@tinjis/delivery/answer/reasons';
import { catalogue } from '@tinjis/delivery/catalogue';
import { sentencesOf } from '@tinjis/delivery/entry';
import { findingsJson } from '@tinjis/delivery/print/findings';
import type { Layer } from '@tinjis/rules/ruling';
import type { AnsweredQuestion } from './question.ts';
import type { ClusterPart, ReportData, TeamPart } from './report.ts';

/** An answer of a report as a record of its own. */
interface Answered {
  readonly cluster: string;
  readonly team: string;
  /** The words after `tinjis can`. */
  readonly question: string;
  /** How many other callers get the same answer, and are not listed. */
  readonly others: number;
  readonly verdict: AnsweredQuestion['verdict'];
  readonly decidedBy: readonly Layer[];
  /** Allowed, but only as a sync of what others have merged. */
  readonly onlySync: boolean;
  /** The rule of each layer that decided; none for what an overview shows as allowed. */
  readonly because: readonly Rule[];
}

interface Rule {
  readonly layer: Layer;
  readonly code: string;
  readonly says: string;
  readonly file?: string;
  readonly line?: number;
}

/** The content of a report for programs, as `report.schema.json` describes it. */
export function reportJson(data: ReportData): Readonly<Record<string, unknown>> {
  const { organisation, evidence, full, proved, clusters, live } = data;
  return {
    organisation,
    evidence,
    full,
    promises: proved.proofs.map(({ breaches, ...proof }) => ({
      ...proof,
      breaches: findingsJson(breaches, catalogue),
    })),
    answers: answersOf(data),
    images: clusters.flatMap(({ cluster, teams }) =>
      teams.flatMap(({ services }) =>
        services.map(({ service, image: { image, at } }) => ({ cluster, service, image, ...placeOf(at) })),
      ),
    ),
    ...(live && { live }),
  };
}

/** The answers of a report as a table: comma-separated values (RFC 4180). */
export function csv(data: ReportData): string {
  const heads = ['cluster', 'team', 'question', 'others', 'verdict', 'decided by', 'because', 'place'];
  const rows = answersOf(data).map(({ cluster, team, question, others, verdict, decidedBy, because }) => [
    cluster,
    team,
    question,
    String(others),
    verdict,
    decidedBy.join(' '),
    because.map(({ says }) => says).join('; '),
    because.flatMap(({ file, line }) => (file === undefined ? [] : [`${file}:${line}`])).join(' '),
  ]);
  return [heads, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins like a formula for one. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function answersOf({ clusters, full }: ReportData): readonly Answered[] {
  return clusters.flatMap((part) => part.teams.flatMap((team) => answersAbout(part, team, full)));
}

function answersAbout(
  { cluster }: ClusterPart,
  { team, matrices, services }: TeamPart,
  full: boolean,
): readonly Answered[] {
  const record = (answer: AnsweredQuestion, others = 0): Answered => ({
    cluster,
    team,
    question: answer.words,
    others,
    verdict: answer.verdict,
    decidedBy: answer.decidedBy,
    onlySync: answer.onlySync,
    because: full || answer.verdict !== 'allow' ? answer.because().map(ruleOf) : [],
  });
  const tables = matrices ? [matrices.people, matrices.programs, ...matrices.services] : [];
  return [
    ...tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map((cell) => record(cell)))),
    ...(matrices ? [] : services.flatMap(({ deploy }) => deploy ?? []).map((answer) => record(answer))),
    ...services.flatMap(({ connections }) => connections.map(({ answer, others }) => record(answer, others))),
  ];
}

function ruleOf({ layer, reason }: ReturnType<AnsweredQuestion['because']>[number]): Rule {
  const at = 'searched' in reason.at ? reason.at.searched[0] : reason.at;
  return { layer, code: reason.code, says: sentencesOf(answerReasons, reason).says, ...(at && placeOf(at)) };
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): {
  readonly file: string;
  readonly line: number;
} {
  return { file, line };
}
