import { verify } from '@tinjis/delivery/api';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { gitTree } from '@tinjis/manifests/tree/git';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import type { Outcome } from '../outcome.ts';
import { findingsJson } from '@tinjis/delivery/print/findings';
import { reportText } from '../print/report.ts';
import type { Report } from '@tinjis/delivery/verify/verify';
import type { CommandModule, Invocation } from './command.ts';
import { unreadable } from './unreadable.ts';

/** `tinjis verify`: every promise over all identities, actions and targets. */
export const command: CommandModule = {
  examples: ['tinjis verify', 'tinjis verify --revision main'],
  declare: (declared) =>
    void declared.option('--revision <revision>', 'prove a Git revision instead of the files as they are'),
  run,
};

function run({ options, context }: Invocation): Outcome {
  const { revision } = options as { readonly revision?: string };
  const report = verify(revision === undefined ? diskTree(context.root) : gitTree(context.root, revision));
  return 'faults' in report ? unreadable(report.faults) : reported(report);
}

/** The outcome of a proof: clean only when every promise is kept. */
export function reported(report: Report): Outcome {
  return {
    exit: report.kept ? exitCodes.clean : exitCodes.found,
    text: (style) => reportText(report, style),
    json: {
      kept: report.kept,
      proofs: report.proofs.map((proof) => ({ ...proof, breaches: findingsJson(proof.breaches) })),
    },
  };
}
