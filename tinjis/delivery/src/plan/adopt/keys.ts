import { X509Certificate, randomBytes } from 'node:crypto';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '../../model/teams.ts';
import { sealingCertificateFile } from '../../seal/certificate.ts';
import { sealItem, strictLabel } from '../../seal/item.ts';
import { keyFile, sealingKey } from './certificate.ts';
import { resealCluster, type Resealed } from './reseal.ts';

/** A cluster under a new sealing key. */
export interface Rekeyed extends Resealed {
  readonly cluster: string;
  readonly fingerprint: string;
  /**
   * Text that must never be in the repository, by file name: the private key, and values that another system needs to
   * know.
   */
  readonly secret: Readonly<Record<string, string>>;
}

/** The clusters with sealed values in the repository. The others are sealed when they come up. */
export function sealedClusters(tree: Tree, teams: Teams): readonly string[] {
  return teams.clusters
    .map(({ name }) => name)
    .filter((cluster) => tree.kind(sealingCertificateFile(cluster)) === 'file');
}

/** The files that hold a new sealing key. */
export function secretFiles(cluster: string): { readonly key: string; readonly values: string } {
  return { key: `${cluster}-sealing-key.yaml`, values: `${cluster}-values.txt` };
}

/** Makes a new sealing key for a cluster, and seals a successor for every value with it. */
export function rekey(tree: Tree, teams: Teams, cluster: string): Rekeyed {
  const made = sealingKey(`sealed-secrets ${cluster}.${teams.organisation}`);
  const { publicKey } = new X509Certificate(made.certificate);
  const resealed = resealCluster(tree, teams, cluster, {
    random: () => randomBytes(32).toString('base64url'),
    seal: ({ namespace, name }, value) => sealItem(publicKey, strictLabel(namespace, name), Buffer.from(value)),
  });
  const names = secretFiles(cluster);
  const told = resealed.toTell.map(({ item, value }) => `${item}: ${value}\n`).join('');
  return {
    ...resealed,
    cluster,
    fingerprint: made.fingerprint,
    writes: { ...resealed.writes, [sealingCertificateFile(cluster)]: made.certificate },
    secret: {
      [names.key]: keyFile(cluster, made),
      ...(told === ''
        ? {}
        : {
            [names.values]: `# What other systems must be told for ${cluster}. Keep it as you keep the sealing key, or delete it once told.\n${told}`,
          }),
    },
  };
}
