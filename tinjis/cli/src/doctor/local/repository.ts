import { verify } from '@tinjis/delivery/api';
import { findDrift } from '@tinjis/delivery/model/generated';
import { generate } from '@tinjis/delivery/generate/generate';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

const group = 'repository';

/** Does everything hold that can be read from the repository alone? */
export function repositoryChecks(tree: Tree, teams: Teams): readonly HealthCheck[] {
  const files = generate(teams, tree);
  const drift = findDrift(tree, files).length;
  return [
    promises(tree),
    {
      group,
      name: 'generated files',
      health: drift === 0 ? 'right' : 'wrong',
      found: drift === 0 ? `all ${files.length} as policies/teams.yaml gives them` : `${drift} differ`,
      needed: 'as policies/teams.yaml gives them',
      fix: 'npx tinjis generate',
    },
  ];
}

function promises(tree: Tree): HealthCheck {
  const rest = { group, name: 'promises', needed: 'all kept', fix: 'npx tinjis verify names each line' };
  const report = verify(tree);
  if ('faults' in report) return { ...rest, health: 'wrong', found: `not readable: ${report.faults.length} faults` };
  const broken = report.proofs.filter(({ breaches }) => breaches.length > 0).length;
  const found = broken === 0 ? `all ${report.proofs.length} kept` : `${broken} of ${report.proofs.length} broken`;
  return { ...rest, health: broken === 0 ? 'right' : 'wrong', found };
}
