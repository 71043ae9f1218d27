import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { keyFile, sealingKey } from '@tinjis/delivery/plan/adopt/certificate';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { put, textOf } from '@tinjis/cluster/files';
import { localCluster, type Installation } from '../installation.ts';

/** A sealing key: opens what was sealed for its certificate. */
interface SealingKeyPair {
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  readonly fingerprint: string;
}

const namespace = 'kube-system';
const label = 'sealedsecrets.bitnami.com/sealed-secrets-key';

/**
 * Sees to it that cluster and backup have the same sealing keys: what either lacks it gets from the other, and a new
 * one is made where neither has any. Done before the controller starts, which would make one of its own.
 * @returns the keys, the newest first
 */
export async function ensureSealingKeys({
  kubernetes,
  folders,
}: Pick<Installation, 'kubernetes' | 'folders'>): Promise<readonly SealingKeyPair[]> {
  const backup = join(folders.secrets, 'sealing-keys');
  const inCluster = await keysIn(kubernetes);
  for (const key of inCluster) {
    put(join(backup, `${key.metadata.name}.yaml`), `${JSON.stringify(asBackup(key), null, 2)}\n`);
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

/** Takes every sealing key off a cluster. What was sealed for them can be opened by the backup alone. */
export async function removeSealingKeys(kubernetes: Kubernetes): Promise<void> {
  const keys = await keysIn(kubernetes);
  await Promise.all(
    keys.map(({ metadata: { name } }) => kubernetes.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name })),
  );
}

/** Names of the keys in a cluster that no `up` from here made or backed up. */
export async function keysOfOthers({
  kubernetes,
  folders,
}: Pick<Installation, 'kubernetes' | 'folders'>): Promise<readonly string[]> {
  const ours = filesIn(join(folders.secrets, 'sealing-keys'));
  return (await keysIn(kubernetes))
    .map(({ metadata: { name } }) => name)
    .filter((name) => !ours.includes(`${name}.yaml`));
}

/** The keys of the cluster, those the controller made by itself included. */
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

function pairOf({ metadata: { name }, data }: LiveObject): SealingKeyPair & { readonly from: number } {
  const certificate = Buffer.from(String((data as Record<string, string>)['tls.crt']), 'base64').toString('utf8');
  const { fingerprint256: fingerprint, validFromDate } = new X509Certificate(certificate);
  return { name, certificate, fingerprint, from: validFromDate.getTime() };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  } catch {
    return []; // no backup yet
  }
}
