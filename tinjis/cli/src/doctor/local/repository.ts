import { verify } from '@tinjis/delivery/api';
import { cacheFolder, folderMemory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import { findDrift } from '@tinjis/delivery/model/generated';
import { generate } from '@tinjis/delivery/generate/generate';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { readCertificate, sealingCertificateFile } from '@tinjis/delivery/seal/certificate';

const group = 'repository';

/** Does everything hold that the repository alone can show? */
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
  const report = verify(tree, new Reader(), folderMemory(cacheFolder(process.env)));
  if ('faults' in report) return { ...rest, health: 'wrong', found: `not readable: ${report.faults.length} faults` };
  const broken = report.proofs.filter(({ breaches }) => breaches.length > 0).length;
  const found = broken === 0 ? `all ${report.proofs.length} kept` : `${broken} of ${report.proofs.length} broken`;
  return { ...rest, health: broken === 0 ? 'right' : 'wrong', found };
}

const dayMs = 24 * 60 * 60 * 1000;
/**
 * The controller makes a new key every 30 days and keeps the old ones. A few days more allow the new certificate to
 * reach the repository.
 */
const freshDays = 37;

/** The certificates for which values are sealed: readable, valid, and of the cluster's newest key or the one before. */
export function certificateChecks(tree: Tree, teams: Teams, now: Date): readonly HealthCheck[] {
  return teams.clusters.map(({ name: cluster }) => {
    const file = sealingCertificateFile(cluster);
    const rest = {
      group: 'sealing certificates',
      name: cluster,
      needed: `at most ${freshDays} days old`,
      fix: `kubeseal --fetch-cert on a machine that reaches the cluster, into ${file}; the nightly workflow proposes it where it knows an address`,
    };
    if (tree.kind(file) !== 'file')
      return { ...rest, health: 'notice', found: 'none in the repository: `tinjis up` asks the cluster' };
    const certificate = readCertificate(tree.text(file), file, now);
    if ('refusal' in certificate)
      return { ...rest, health: 'wrong', found: certificate.refusal.what, fix: certificate.refusal.fix };
    const days = Math.floor((now.getTime() - certificate.notBefore.getTime()) / dayMs);
    return {
      ...rest,
      health: days <= freshDays ? 'right' : 'notice',
      found: `${days} days old, valid until ${certificate.notAfter.toISOString().slice(0, 10)}`,
    };
  });
}
