import { exitCodes } from '@tinjis/manifests/exit-codes';
import { catalogue } from '../catalogue.ts';
import type { Outcome } from './outcome.ts';
import type { Style } from './style.ts';
import type { Proof, Report } from '../verify/verify.ts';
import { findingsJson, findingsText } from './findings.ts';

/** The number of breaches printed for each promise: the first few tell what is wrong, and JSON has them all. */
const shown = 5;

/** Each promise with its mark and the number of cases; below it each breach: who, what, the rule, the fix. */
function reportText({ kept, renderer, proofs }: Report, style: Style): string {
  const cases = count(proofs.reduce((sum, proof) => sum + proof.cases, 0));
  const byClass = count(proofs.reduce((sum, proof) => sum + proof.byClass, 0));
  const broken = proofs.filter(({ breaches }) => breaches.length > 0).length;
  const notes = proofs.flatMap((proof) => proof.notes);
  const width = Math.max(...proofs.map((proof) => count(proof.cases).length));
  return [
    ...proofs.flatMap((proof) => proofText(proof, width, style)),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `note: ${note}`)] : []),
    '',
    `rendered by ${renderer}`,
    kept
      ? style.green(
          `all ${proofs.length} promises hold, in ${cases} cases, ${byClass} of them alike to one that was asked`,
        )
      : style.red(`${broken} of ${proofs.length} promises are broken`),
  ].join('\n');
}

function proofText({ says, cases, breaches }: Proof, width: number, style: Style): string[] {
  const mark = breaches.length === 0 ? style.green('✔') : style.red('✘');
  const more = breaches.length - shown;
  return [
    `${mark} ${style.dim(count(cases).padStart(width))}  ${says}`,
    ...findingsText(breaches, catalogue, style, '    ', shown),
    ...(more > 0 ? [`    and ${more} more, see --json`] : []),
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
      proofs: report.proofs.map((proof) => ({ ...proof, breaches: findingsJson(proof.breaches, catalogue) })),
    },
  };
}
