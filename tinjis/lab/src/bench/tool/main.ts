// `npm run bench -- tinjis`: the cost of proving, from a cold process, as a ratio to the cost of Node and YAML alone in
// the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { changeIn, organisation } from './organisation.ts';
import { write } from './write.ts';
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
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
