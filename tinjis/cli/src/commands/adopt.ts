import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyWrites } from '@tinjis/manifests/edit/apply';
import { refuseUnfit, writePrivate } from '@tinjis/manifests/private-files';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Teams } from '@tinjis/delivery/model/teams';
import { exitCodes } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { adopt, type AdoptRequest } from '@tinjis/delivery/plan/adopt/adopt';
import { pages } from '@tinjis/delivery/plan/adopt/pages';
import { rekey, sealedClusters, secretFiles } from '@tinjis/delivery/plan/adopt/keys';
import { adoptionText } from '../print/adoption.ts';
import { brokenBy, refusalOutcome } from './carry-out.ts';
import type { CommandModule } from './command.ts';
import { type AdoptOptions, adoptRequest } from './adopt-request.ts';

/** `tinjis adopt`: makes the repository the user's own. */
export const command: CommandModule = {
  examples: [
    'tinjis adopt --organisation acme --keys ~/acme-sealing-keys --members platform=ann,bob --dry-run',
    'tinjis adopt --organisation acme --keys ~/acme-sealing-keys --example --members payments=cid billing=eve',
  ],
  declare: (command) => {
    command
      .requiredOption('--organisation <name>', 'your GitHub organisation')
      .requiredOption('--keys <folder>', 'where the new private keys go: outside the repository, readable by you alone')
      .option('--remote <url>', 'web address of your repository (default: the same name in your organisation)')
      .option('--registry <path>', 'where your images are (default: ghcr.io and the repository)')
      .option('--delivery-app <slug>', 'your GitHub App that proposes images (default: none)')
      .option('--members <team=logins...>', 'who is in a team, as platform=ann,bob (default: as it is)')
      .option('--example', 'keep the teams and services that are there, as an example (default: they leave)')
      .option(
        '--domain <cluster=domain...>',
        "domain of a cluster's Gateway, as staging=staging.example.org (default: as it is, or your name in place of the old)",
      )
      .option('--dry-run', 'show what would be written, make no key and write nothing')
      .addHelpText(
        'after',
        '\nYour own teams come next, with `tinjis onboard`. Every sealed value gets a successor, since the old ones cannot be read back.' +
          '\nExit 1 where the repository would not be whole afterwards; then nothing is written.',
      );
  },
  run: ({ options, context: { root, cwd, progress } }) => {
    const given = options as unknown as AdoptOptions;
    const tree = withPages(root);
    const request = adoptRequest(given, loadTeams(tree));
    const planned = adopt(tree, request);
    if ('refusal' in planned) return refusalOutcome('adopt', planned.refusal);
    const { teams, writes } = planned;
    const adopted = changedTree(tree, writes);
    const clusters = sealedClusters(adopted, teams);
    const folder = resolve(cwd, given.keys);
    refuseUnfit(
      root,
      folder,
      clusters.flatMap((cluster) => Object.values(secretFiles(cluster))),
    );
    const report = { tree, writes: writes, request, clusters, kept: unchangedMembers(teams, request) };
    if (given.dryRun) return outcome({ ...report, rekeyed: [], keys: undefined });
    progress(`making ${clusters.length} sealing keys`);
    const rekeyed = clusters.map((cluster) => rekey(adopted, teams, cluster));
    const all = Object.assign({}, writes, ...rekeyed.map((each) => each.writes)) as Record<string, string | null>;
    const broken = brokenBy(tree, all);
    if (broken) return refusalOutcome('adopt', broken);
    // The keys come first: values sealed for a key that was never written are lost.
    writePrivate(folder, Object.assign({}, ...rekeyed.map(({ secret }) => secret)) as Record<string, string>);
    applyWrites(root, all);
    return outcome({ ...report, writes: all, rekeyed, keys: given.keys });
  },
};

/** The delivery folders, and the pages beside them that name the owner. */
function withPages(root: string): Tree {
  const there = pages.filter((page) => existsSync(join(root, page)));
  return changedTree(
    diskTree(root),
    Object.fromEntries(there.map((page) => [page, readFileSync(join(root, page), 'utf8')])),
  );
}

function unchangedMembers({ platform, developers }: Teams, { members }: AdoptRequest): readonly string[] {
  return [platform, ...developers]
    .filter(({ name }) => members[name] === undefined)
    .map((team) => `${team.name}: ${team.members.join(', ')}`);
}

function outcome(report: Parameters<typeof adoptionText>[0]): Outcome {
  const { writes, clusters, rekeyed, keys } = report;
  return {
    exit: exitCodes.clean,
    text: (style) => adoptionText(report, style),
    json: {
      written: keys !== undefined,
      files: Object.keys(writes),
      clusters,
      sealingKeys: rekeyed.map(({ cluster, fingerprint, values, toSet, secret }) => ({
        cluster,
        fingerprint,
        values,
        toSet,
        privateFiles: Object.keys(secret),
      })),
    },
  };
}
