import { X509Certificate } from 'node:crypto';
import { type HealthCheck, look } from './health-check.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { sealingCertificateFile } from '@tinjis/delivery/seal/certificate';
import { secretText } from '@tinjis/cluster/kubernetes/objects';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';

const group = 'cluster: sealing keys';
const dayMs = 24 * 60 * 60 * 1000;
/** The controller renews its key after 30 days. The extra days allow for times when it was down. */
const freshDays = 37;

/**
 * Checks the cluster's newest sealing key, and whether the repository seals for a key that the cluster can open. Looks
 * only at a key's certificate.
 * @param cluster of the team file: its committed certificate is compared
 */
export async function sealingChecks(
  kubernetes: Kubernetes,
  tree: Tree,
  cluster: string,
  now: Date,
): Promise<readonly HealthCheck[]> {
  const file = sealingCertificateFile(cluster);
  const newest = look(
    {
      group,
      name: 'newest key',
      needed: `at most ${freshDays} days old`,
      fix: "look at the controller's log: it makes a new one every 30 days",
    },
    async () => {
      const [latest] = await certificates(kubernetes);
      if (!latest) return { found: 'none', right: false };
      const days = Math.floor((now.getTime() - latest.validFromDate.getTime()) / dayMs);
      return { found: `${days} days old, ${latest.fingerprint256}`, right: days <= freshDays };
    },
  );
  // Without this file, values are sealed when the cluster comes up.
  if (tree.kind(file) !== 'file') return [await newest];
  const committed = look(
    {
      group,
      name: `what ${file} seals for`,
      needed: 'a key of this cluster',
      fix: 'restore the key from its backup, or fetch the certificate and seal every value anew',
    },
    async () => {
      const { fingerprint256 } = new X509Certificate(tree.text(file));
      const right = (await certificates(kubernetes)).some((each) => each.fingerprint256 === fingerprint256);
      return { found: right ? 'a key of this cluster' : `${fingerprint256}, which the cluster cannot open`, right };
    },
  );
  return Promise.all([newest, committed]);
}

/** The certificates, the newest first, in the controller's order. */
async function certificates(kubernetes: Kubernetes): Promise<readonly X509Certificate[]> {
  const keys = await kubernetes.list(
    { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system' },
    { labels: 'sealedsecrets.bitnami.com/sealed-secrets-key=active' },
  );
  return keys
    .map((key) => new X509Certificate(secretText(key, 'tls.crt')))
    .sort((a, b) => b.validFromDate.getTime() - a.validFromDate.getTime());
}
