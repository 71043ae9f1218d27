import type { Tree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import { readCertificate, sealingCertificateFile, type SealingCertificate } from '@tinjis/delivery/seal/certificate';

/** A certificate that is to take the place of the committed one. */
export interface Renewed {
  readonly cluster: string;
  readonly file: string;
  readonly before: SealingCertificate;
  readonly after: SealingCertificate;
}

/**
 * Holds what a cluster gives against what the repository seals for.
 * @returns undefined where it is the same
 * @throws Failure (unreadable) where either cannot be sealed for, or the one given is older
 */
export function renewed(tree: Tree, cluster: string, pem: string, now: Date): Renewed | undefined {
  const file = sealingCertificateFile(cluster);
  const [before, after] = [usable(tree.text(file), file, now), usable(pem, file, now)];
  if (before.fingerprint === after.fingerprint) return undefined;
  if (after.notBefore > before.notBefore) return { cluster, file, before, after };
  throw new Failure('unreadable', {
    what: `${cluster} gives a certificate of ${after.notBefore.toISOString()}, older than the one in the repository`,
    at: { file, line: 1 },
    why: 'a controller shows its newest',
    fix: 'find out who answers there',
  });
}

function usable(pem: string, file: string, now: Date): SealingCertificate {
  const certificate = readCertificate(pem, file, now);
  if ('refusal' in certificate) throw new Failure('unreadable', certificate.refusal);
  return certificate;
}
