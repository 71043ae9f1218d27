import type { ListedGroup } from '../groups.ts';
import type { CheckGroup } from './check.ts';
import { runGroup, type GroupRun } from './run-group.ts';
import { isGroupWanted } from './select.ts';

/**
 * Runs the groups that are asked for: first, side by side, those that only look; then one after the other those that
 * change what others would observe.
 */
export async function runGroups(listed: readonly ListedGroup[], run: GroupRun): Promise<void> {
  const asked = listed.filter(({ name }) => isGroupWanted(run.only, name));
  const loaded = await Promise.all(asked.map(async (each) => ({ each, group: (await each.load()).group })));
  const one = ({ each, group }: { each: ListedGroup; group: CheckGroup }): Promise<void> => runGroup(each, group, run);
  await Promise.all(loaded.filter(({ group }) => !group.alone).map(one));
  for (const next of loaded.filter(({ group }) => group.alone)) {
    if (!run.interrupted.aborted) await one(next);
  }
}
