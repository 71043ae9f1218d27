import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

const file = 'services/base-images.env';

/**
 * What images are built from: publishing needs a digest behind each name.
 * @param root top folder of the repository
 */
export function baseImageCheck(root: string): HealthCheck {
  const rest = {
    group: 'images',
    name: 'what they are built from',
    needed: 'by digest',
    fix: 'nothing is published before: .github/scripts/image/pin-bases.sh enters the digests, then merge the change',
  };
  if (!existsSync(join(root, file))) return { ...rest, health: 'wrong', found: `there is no ${file}` };
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line));
  const unpinned = lines.filter((line) => !/@sha256:[0-9a-f]{64}$/.test(line)).length;
  return {
    ...rest,
    health: unpinned === 0 ? 'right' : 'notice',
    found: unpinned === 0 ? 'by digest' : `${unpinned} of ${lines.length} by tag alone`,
  };
}
