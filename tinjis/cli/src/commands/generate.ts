import { findDrift } from '@tinjis/delivery/model/generated';
import { generate } from '@tinjis/delivery/generate/generate';
import { applyWrites } from '@tinjis/manifests/edit/apply';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { exitCodes } from '@tinjis/manifests/failure';
import { driftJson, driftText } from '../print/writes.ts';
import type { CommandModule } from './command.ts';

/** `tinjis generate`: writes the governance files that follow from the team file, or shows how they differ from it. */
export const command: CommandModule = {
  examples: ['tinjis generate', 'tinjis generate --check'],
  declare: (command) => {
    command.option(
      '--check',
      'write nothing; show how the files differ from what would be written, and end with 1 if they do',
    );
  },
  run: ({ options, context: { root } }) => {
    const tree = diskTree(root);
    const files = generate(loadTeams(tree), tree);
    const drift = findDrift(tree, files);
    const check = options['check'] === true;
    if (!check) applyWrites(root, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
    const report = { drift, total: files.length, written: !check };
    const exit = check && drift.length > 0 ? exitCodes.found : exitCodes.clean;
    return { exit, text: (style) => driftText(report, style), json: driftJson(report) };
  },
};
