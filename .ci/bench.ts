// `npm run bench [-- payment antaeus tinjis scale]`: every workspace's bench, one after the other, so that none
// disturbs another's figures. `npm run bench -- --cluster [--cold]`: the platform's on a cluster, which takes minutes
// and root. Figures are ratios against a baseline of the same run: absolute times say more about the machine than about
// the code.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { addedToImageMiB } from './image-size.ts';

const root = dirname(import.meta.dirname);
const benches = {
  payment: { workspace: 'services/payment', script: 'bench/charges.ts', hasImage: true },
  antaeus: { workspace: 'services/antaeus', script: 'bench/billing.ts', hasImage: true },
  tinjis: { workspace: 'tinjis/lab', script: 'src/bench/tool/main.ts', hasImage: false },
  scale: { workspace: 'tinjis/lab', script: 'src/bench/tool/scale.ts', hasImage: false },
};
const asked = process.argv.slice(2);
if (asked.includes('--cluster')) {
  const options = asked.filter((word) => word !== '--cluster');
  process.exit(
    spawnSync(process.execPath, ['src/bench/cluster/main.ts', ...options], {
      cwd: join(root, 'tinjis/lab'),
      stdio: 'inherit',
    }).status ?? 1,
  );
}
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, { workspace, script, hasImage }] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [script], { cwd: join(root, workspace), stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  if (hasImage)
    console.log(`image: ${addedToImageMiB(workspace).toFixed(1)} MiB on top of its base, summed up and not built`);
}
