// `npm run bench [-- payment antaeus tinjis]`: every workspace's bench, one after the other, so that none disturbs another's figures.
// Figures are ratios against a baseline of the same run: absolute times say more about the machine than about the code.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const benches = { payment: 'services/payment', antaeus: 'services/antaeus', tinjis: 'tinjis' };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, folder] of Object.entries(benches)) {
  const main = join(root, folder, 'bench', 'main.ts');
  if ((asked.length > 0 && !asked.includes(name))) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [main], { cwd: join(root, folder), stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
