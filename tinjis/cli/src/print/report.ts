import type { Style } from '@tinjis/delivery/print/style';
import type { Proof, Report } from '@tinjis/delivery/verify/verify';
import { findingsText } from '@tinjis/delivery/print/findings';

/** Breaches printed for one promise: the first tell what is wrong, JSON has them all. */
const shown = 5;

/** Each promise with its mark and the number of cases; below it each breach: who, what, the rule, the fix. */
export function reportText({ kept, proofs }: Report, style: Style): string {
  const cases = count(proofs.reduce((sum, proof) => sum + proof.cases, 0));
  const byClass = count(proofs.reduce((sum, proof) => sum + proof.byClass, 0));
  const broken = proofs.filter(({ breaches }) => breaches.length > 0).length;
  const notes = proofs.flatMap((proof) => proof.notes);
  const width = Math.max(...proofs.map((proof) => count(proof.cases).length));
  return [
    ...proofs.flatMap((proof) => proofText(proof, width, style)),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `note: ${note}`)] : []),
    '',
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
    ...findingsText(breaches, style, '    ', shown),
    ...(more > 0 ? [`    and ${more} more, see --json`] : []),
  ];
}

function count(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
