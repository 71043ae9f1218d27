import { exitCodes } from '@tinjis/manifests/failure';
import { catalogue } from '../catalogue.ts';
import { foreignFindings } from '../answer/foreign-kinds.ts';
import type { Outcome } from './outcome.ts';
import type { Style } from './style.ts';
import type { Proof, Report } from '../verify/verify.ts';
import { findingsJson, findingsText, placeText } from './findings.ts';
import type { Finding } from '@tinjis/rules/ruling';

/** The number of breaches printed for each promise: the first few tell what is wrong, and JSON has them all. */
const shown = 5;

/** Whether nothing is known to break a promise but an object that nobody evaluates. It is not proved then. */
export function isUnproved({ breaches }: Proof): boolean {
  return breaches.length > 0 && breaches.every(isForeign);
}

/** Whether a finding is about an object that nobody evaluates. */
export function isForeign({ code }: Finding): boolean {
  return code in foreignFindings;
}

/** Each promise with its mark and the number of cases; below it each breach: who, what, the rule, the fix. */
function reportText({ kept, renderer, parts, proofs }: Report, style: Style): string {
  const cases = count(proofs.reduce((sum, proof) => sum + proof.cases, 0));
  const byClass = count(proofs.reduce((sum, proof) => sum + proof.byClass, 0));
  const open = proofs.filter(isUnproved).length;
  const broken = proofs.filter(({ breaches }) => breaches.length > 0).length - open;
  const notes = proofs.flatMap((proof) => proof.notes);
  const width = Math.max(...proofs.map((proof) => count(proof.cases).length));
  return [
    ...proofs.flatMap((proof) => proofText(proof, width, style)),
    ...foreignText(proofs, style),
    ...elsewhereText(proofs, style),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `note: ${note}`)] : []),
    '',
    `rendered by ${renderer}`,
    ...(parts ? [`${parts.before} of ${parts.all} parts were proved before, from the same files`] : []),
    kept
      ? style.green(
          `all ${proofs.length} promises hold, in ${cases} cases, ${byClass} of them alike to one that was asked`,
        )
      : style.red(
          `${broken} of ${proofs.length} promises are broken${open > 0 ? `, and ${open} more are not proved` : ''}`,
        ),
  ].join('\n');
}

function proofText(proof: Proof, width: number, style: Style): string[] {
  const { says, cases, breaches } = proof;
  const unproved = breaches.length === 0 ? proof.elsewhere.length > 0 : isUnproved(proof);
  const mark = unproved ? style.yellow('?') : breaches.length === 0 ? style.green('✔') : style.red('✘');
  const own = breaches.filter((breach) => !isForeign(breach));
  const more = own.length - shown;
  return [
    `${mark} ${style.dim(count(cases).padStart(width))}  ${says}`,
    ...findingsText(own, catalogue, style, '    ', shown),
    ...(more > 0 ? [`    and ${more} more, see --json`] : []),
  ];
}

/** An object that nobody evaluates may touch most promises, on every cluster. It is printed once, with all of them. */
function foreignText(proofs: readonly Proof[], style: Style): string[] {
  const found = proofs.flatMap(({ name, breaches }) =>
    breaches.filter(isForeign).map((finding) => ({ name, finding, place: placeText(finding.at) })),
  );
  return [...Map.groupBy(found, ({ place }) => place).values()].flatMap((same) => {
    const [{ finding }] = same as [(typeof same)[number]];
    const unique = (texts: readonly (string | undefined)[]): string => [...new Set(texts)].join(', ');
    const cluster = unique(same.map((each) => each.finding.args['cluster']));
    const [says = '', at = '', ...rest] = findingsText(
      [{ ...finding, args: { ...finding.args, cluster } }],
      catalogue,
      style,
    );
    return ['', says, at, `  not proved: ${unique(same.map(({ name }) => name))}`, ...rest];
  });
}

/**
 * Said every time: the team file states that an Argo CD was there before. What its settings decide is not proved by
 * that, and not broken either.
 */
function elsewhereText(proofs: readonly Proof[], style: Style): string[] {
  const leaning = proofs.filter(({ elsewhere }) => elsewhere.length > 0);
  const places = leaning.flatMap(({ elsewhere }) => elsewhere.map(placeText));
  if (places.length === 0) return [];
  return [
    '',
    `${style.yellow('?')} ${count(places.length)} questions are left open: the settings of an Argo CD that was there before decide them`,
    ...[...new Set(places)].map((place) => `  ${place}`),
    `  not proved: ${leaning.map(({ name }) => name).join(', ')}`,
    '  ask the cluster: npx tinjis doctor --live --context CONTEXT',
  ];
}

function count(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** The outcome of a proof: clean only if every promise is kept. */
export function proofOutcome(report: Report): Outcome {
  return {
    exit: report.kept ? exitCodes.clean : exitCodes.found,
    text: (style) => reportText(report, style),
    json: {
      kept: report.kept,
      renderer: report.renderer,
      ...(report.parts && { parts: report.parts }),
      proofs: report.proofs.map((proof) => ({ ...proof, breaches: findingsJson(proof.breaches, catalogue) })),
    },
  };
}
