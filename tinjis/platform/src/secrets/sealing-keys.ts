import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'yaml';
import { keyFile, sealingKey } from '@tinjis/delivery/plan/adopt/certificate';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { type LiveObject, secretText } from '@tinjis/cluster/kubernetes/objects';
import { entriesIn, put, putJson, textOf } from '@tinjis/cluster/files';
import { localCluster, type Installation } from '../installation.ts';

/** A sealing key: opens values that were sealed for its certificate. */
interface SealingKeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly fingerprint: string;
}

/** The cluster that holds the keys, and the instance that holds their backup. */
type Keeping = Pick<Installation, 'kubernetes' | 'folders'>;

const namespace = 'kube-system';
const label = 'sealedsecrets.bitnami.com/sealed-secrets-key';

/**
 * Gives the cluster and the backup the same sealing keys: each gets from the other what it lacks. Where neither has
 * any, a new key is made. This happens before the controller starts, because the controller would make a key of its
 * own.
 * @returns the keys, the newest first
 */
export async function ensureSealingKeys({ kubernetes, folders }: Keeping): Promise<readonly SealingKeyPair[]> {
  const backup = join(folders.secrets, 'sealing-keys');
  const inCluster = await keysIn(kubernetes);
  for (const key of inCluster) {
    putJson(join(backup, `${key.metadata.name}.yaml`), asBackup(key));
  }
  if (inCluster.length === 0 && filesIn(backup).length === 0) {
    const made = sealingKey(`sealed-secrets ${localCluster}`);
    const text = keyFile(localCluster, made);
    put(join(backup, `${(parse(text) as LiveObject).metadata.name}.yaml`), text);
  }
  const kept = filesIn(backup).map((file) => parse(textOf(join(backup, file)) ?? '') as LiveObject);
  const missing = kept.filter((key) => !inCluster.some(({ metadata }) => metadata.name === key.metadata.name));
  await Promise.all(missing.map((key) => kubernetes.apply(key)));
  return kept.map(pairOf).sort((a, b) => b.from - a.from);
}

/** Removes every sealing key from a cluster. After that, only the backup can open values sealed for those keys. */
export async function removeSealingKeys(kubernetes: Kubernetes): Promise<void> {
  const keys = await keysIn(kubernetes);
  await Promise.all(
    keys.map(({ metadata: { name } }) => kubernetes.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name })),
  );
}

/** Names of the keys in a cluster that no `up` from here made or backed up. */
export async function keysOfOthers({ kubernetes, folders }: Keeping): Promise<readonly string[]> {
  const ours = filesIn(join(folders.secrets, 'sealing-keys'));
  const names = (await keysIn(kubernetes)).map(({ metadata }) => metadata.name);
  return names.filter((name) => !ours.includes(`${name}.yaml`));
}

/** The cluster's keys, including those that the controller made by itself. */
async function keysIn(kubernetes: Kubernetes): Promise<readonly LiveObject[]> {
  return kubernetes.list({ apiVersion: 'v1', kind: 'Secret', namespace }, { labels: label });
}

function asBackup({ metadata: { name }, type, data }: LiveObject): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { [label]: 'active' } },
    type: type as unknown,
    data: data as unknown,
  };
}

function pairOf(key: LiveObject): SealingKeyPair & { readonly from: number } {
  const certificate = secretText(key, 'tls.crt');
  const { fingerprint256: fingerprint, validFromDate } = new X509Certificate(certificate);
  return { certificate, fingerprint, from: validFromDate.getTime() };
}

/** The backup's files; none where there is no backup yet. */
function filesIn(folder: string): readonly string[] {
  return entriesIn(folder).filter((name) => name.endsWith('.yaml'));
}
