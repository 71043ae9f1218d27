import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { measure, parsing, program, type Usage } from './measure.ts';
import { organisation, perTeam } from './organisation.ts';

/** Writes a tree to a folder. */
export function write(tree: Tree, folder: string): void {
  for (const path of tree.paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), tree.text(path));
  }
}

/**
 * `verify` on organisations of 50 to 1,000 services: what one service costs in each, beside what reading it costs
 * alone.
 */
export function curve(platform: Tree, scratch: string): void {
  console.log(
    '\nservices  teams   verify s   cpu s    MiB   ms a service   of the first   reading: cpu s   verify / reading',
  );
  let first: Usage | undefined;
  const sizes = [50, 200, 500, 1000];
  for (const services of sizes) {
    const folder = join(scratch, String(services));
    write(organisation(platform, services), folder);
    const reading = measure([parsing], folder, 2);
    const usage = measure([program, 'verify'], folder, 2);
    first ??= usage;
    const each = (usage.cpu * 1000) / services;
    console.log(
      [
        String(services).padStart(8),
        String(services / perTeam).padStart(6),
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
    'aim at 1000 services and 200 teams on 3 clusters: 10 s and 1024 MiB; linear is a ratio to the first of 1 or less',
  );
}
