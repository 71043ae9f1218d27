import { entry } from '../../entry.ts';
import { findDrift } from '../../model/generated.ts';
import type { DeliveryPromise } from '../promise.ts';

/** Every file that follows from the team file stands in the repository exactly as the generator writes it. */
export const generatedFiles: DeliveryPromise = {
  name: 'generated',
  says: 'the files generated from policies/teams.yaml are as the generator gives them',
  findings: {
    'generate/differs': entry(
      '{path} is not as the generator gives it',
      'The next run overwrites a rule edited here, and until then it contradicts the team file.',
      'run `tinjis generate`',
    ),
    'generate/missing': entry(
      '{path} is missing',
      'A rule that the team file implies is not applied.',
      'run `tinjis generate`',
    ),
    'generate/left-over': entry(
      '{path} is generated from nothing any more',
      'A rule stays in force that the team file no longer implies.',
      'run `tinjis generate`',
    ),
  },
  prove({ generated, tree }, tally) {
    const files = generated();
    const drift = findDrift(tree, files);
    const differing = new Set(drift.map(({ path }) => path));
    files
      .filter(({ path }) => !differing.has(path))
      .forEach(() => {
        tally.judged([]);
      });
    for (const { path, found, wanted } of drift) {
      const code =
        wanted === undefined ? 'generate/left-over' : found === undefined ? 'generate/missing' : 'generate/differs';
      tally.hold(false, () => ({
        code,
        args: { path },
        at: { file: path, line: firstDifference(found ?? '', wanted ?? '') },
      }));
    }
  },
};

function firstDifference(found: string, wanted: string): number {
  const lines = wanted.split('\n');
  const index = found.split('\n').findIndex((line, at) => line !== lines[at]);
  return Math.max(index, 0) + 1;
}
