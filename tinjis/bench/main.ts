// `npm run bench -- tinjis`: what proving costs, from a cold process, as a ratio to what Node and YAML alone cost in the same run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskTree } from '../src/load/tree/disk.ts';
import type { Tree } from '../src/load/tree/tree.ts';
import { measure, type Usage } from './measure.ts';
import { organisation, perTeam } from './organisation.ts';

const here = import.meta.dirname;
const root = dirname(dirname(here));
const program = join(here, '..', 'src', 'main.ts');
const parsing = join(here, 'parse-only.ts');
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-bench-'));

function line(what: string, { wall, cpu, rss }: Usage, baseline: Usage, aim = ''): void {
  const figures = `${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of processor time, ${rss.toFixed(0)} MiB, ${(cpu / baseline.cpu).toFixed(1)} × baseline`;
  console.log(`${what.padEnd(46)} ${figures}${aim === '' ? '' : `   (aim: ${aim})`}`);
}

function write(tree: Tree, folder: string): void {
  for (const path of tree.paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), tree.text(path));
  }
}

try {
  const disk = diskTree(root);
  const own = join(scratch, 'own');
  write(disk, own);
  const node = measure(['--eval', '0'], own, 3);
  const yaml = measure([parsing], own, 3);
  line('baseline: node alone', node, node);
  line('baseline: reading and parsing this repository', yaml, yaml);
  line('verify, this repository', measure([program, 'verify'], own, 3), yaml, '1 s');
  const question = ['payments-dev', 'deploy', 'payments/payment', '--cluster', 'production'];
  line('can, this repository', measure([program, 'can', ...question], own, 3), yaml, '0.3 s');

  console.log('\nservices  teams   verify s   cpu s    MiB   ms a service   parsing cpu s   verify / parsing');
  for (const services of [50, 200, 500, 1000]) {
    const folder = join(scratch, String(services));
    write(organisation(disk, services), folder);
    const baseline = measure([parsing], folder, 1);
    const { wall, cpu, rss } = measure([program, 'verify'], folder, 1);
    console.log([
      String(services).padStart(8), String(services / perTeam).padStart(6),
      wall.toFixed(2).padStart(10), cpu.toFixed(2).padStart(7), rss.toFixed(0).padStart(6),
      ((cpu * 1000) / services).toFixed(1).padStart(14), baseline.cpu.toFixed(2).padStart(15), (cpu / baseline.cpu).toFixed(1).padStart(18),
    ].join(' '));
  }
  console.log('aim at 1000 services and 200 teams on 3 clusters: 10 s and 1024 MiB');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
