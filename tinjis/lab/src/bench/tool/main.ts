// `npm run bench -- tinjis`: the cost of proving, from a cold process, as a ratio to the cost of Node and YAML alone in
// the same run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { changeIn, organisation, perTeam } from './organisation.ts';
import { measure, parsing, program, type Usage } from '../measure.ts';

const disk = diskTree(join(import.meta.dirname, '../../../../..'));
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-bench-'));

function line(what: string, { wall, cpu, rss }: Usage, baseline: Usage, aim = ''): void {
  const figures = `${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of processor time, ${rss.toFixed(0)} MiB, ${(cpu / baseline.cpu).toFixed(1)} × baseline`;
  console.log(`${what.padEnd(46)} ${figures}${aim === '' ? '' : `   (aim: ${aim})`}`);
}

try {
  const own = join(scratch, 'own');
  write(disk, own);
  const node = measure(['--eval', '0'], own, 3);
  const yaml = measure([parsing], own, 3);
  line('baseline: node alone', node, node);
  line('baseline: reading and parsing this repository', yaml, yaml);
  const cache = { TINJIS_CACHE: join(scratch, 'cache') };
  line('verify, this repository, nothing rendered yet', measure([program, 'verify'], own, 1, 0, cache), yaml, '4 s');
  line('verify, this repository', measure([program, 'verify'], own, 3, 0, cache), yaml, '1 s');
  const question = ['payments-dev', 'deploy', 'payments/payment', '--cluster', 'production'];
  line('can, this repository', measure([program, 'can', ...question], own, 3), yaml, '0.3 s');

  const large = organisation(disk, 500);
  const changed = join(scratch, 'changed');
  write(large, changed);
  const before = changeIn(changed, large, 3000);
  // The change touches other teams too, so the guard ends with a request for the platform team.
  const guard = measure([program, 'guard', '--author', 't0-dev', '--base', before], changed, 3, 1);
  line('guard, 3,000 changed files of 500 services', guard, yaml, '1 s');

  curve(disk, scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Writes a tree to a folder. */
export function write(tree: Tree, folder: string): void {
  for (const path of tree.paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), tree.text(path));
  }
}

/**
 * `verify` on organisations of 50 to 1,000 services, with an empty cache of renderings and with a full one: the cost of
 * one service in each, next to the cost of only reading it.
 */
export function curve(platform: Tree, scratch: string): void {
  console.log(
    '\nservices  teams     cold s   verify s   cpu s    MiB   ms a service   of the first   reading: cpu s   verify / reading',
  );
  let first: Usage | undefined;
  const sizes = [50, 200, 500, 1000];
  for (const services of sizes) {
    const folder = join(scratch, String(services));
    write(organisation(platform, services), folder);
    const reading = measure([parsing], folder, 2);
    const cache = { TINJIS_CACHE: join(scratch, `cache-${services}`) };
    const cold = measure([program, 'verify'], folder, 1, 0, cache);
    const usage = measure([program, 'verify'], folder, 2, 0, cache);
    first ??= usage;
    const each = (usage.cpu * 1000) / services;
    console.log(
      [
        String(services).padStart(8),
        String(services / perTeam).padStart(6),
        cold.wall.toFixed(2).padStart(10),
        usage.wall.toFixed(2).padStart(10),
        usage.cpu.toFixed(2).padStart(7),
        usage.rss.toFixed(0).padStart(6),
        each.toFixed(1).padStart(14),
        (each / ((first.cpu * 1000) / (sizes[0] ?? services))).toFixed(2).padStart(14),
        reading.cpu.toFixed(2).padStart(16),
        (usage.cpu / reading.cpu).toFixed(1).padStart(18),
      ].join(' '),
    );
  }
  console.log(
    'aim at 1000 services and 200 teams on 3 clusters: 10 s (60 s where nothing was rendered yet) and 1024 MiB; linear is a ratio to the first of 1 or less',
  );
}
