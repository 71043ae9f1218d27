import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import { readCertificate, sealingCertificateFile } from '@tinjis/delivery/seal/certificate';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

const dayMs = 24 * 60 * 60 * 1000;
/**
 * The controller makes a new key every 30 days and keeps the old ones; some days more until the new certificate is in
 * the repository.
 */
const freshDays = 37;

/** The certificates that values are sealed for: readable, valid, and of the cluster's newest key or the one before. */
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
