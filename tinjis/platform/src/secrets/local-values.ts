import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { manifestFolder, servicesCalledBy } from '@tinjis/delivery/model/layout';
import { serviceNamed } from '@tinjis/delivery/load/teams';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
import { Failure } from '@tinjis/manifests/failure';
import { readKeys, writtenKeys } from '@tinjis/delivery/seal/api-keys';
import { sealingCertificateFile } from '@tinjis/delivery/seal/certificate';
import { sealItem, strictLabel } from '@tinjis/delivery/seal/item';
import { type Edited, itemsOf, type SecretName, setItem } from '@tinjis/delivery/seal/manifest';
import { rotate } from '@tinjis/delivery/seal/rotate';
import { randomSecret } from './kept-secrets.ts';
import { localCluster } from '../installation.ts';

type Writes = Readonly<Record<string, string>>;

interface Sealing {
  /** PEM of the sealing certificate. */
  readonly certificate: string;
  /** Nothing can open the sealed values any more: all of them are made anew. */
  readonly anew: boolean;
  /** The secret that signs push events. */
  readonly webhookSecret: string;
}

/**
 * Seals the values that the local cluster needs and does not have yet: databases' passwords, API keys with their
 * hashes, and Argo CD's webhook secrets. A sealed value stays as long as somebody holds its key.
 */
export function localValues(tree: Tree, teams: Teams, { certificate, anew, webhookSecret }: Sealing): Writes {
  const key = createPublicKey(certificate);
  const files = new Map<string, string>();
  const text = (path: string): string => files.get(path) ?? (tree.kind(path) === 'file' ? tree.text(path) : '');
  const services = teams.developers.flatMap((team) => team.services);
  if (anew) {
    for (const path of [argocdFile, ...services.map(sealedFile)]) {
      files.set(path, withoutDocuments(text(path)));
    }
    for (const path of services.map(keysFile).filter((each) => tree.kind(each) === 'file')) {
      files.set(path, writtenKeys([]));
    }
  }
  for (const service of services) {
    if (service.database) sealPassword(service, key, text, files);
    for (const { team, service: name } of servicesCalledBy(teams, service)) {
      sealApiKey(service, serviceNamed(teams, `${team}/${name}`), key, text, files);
    }
  }
  sealWebhooks(tree, webhookSecret, key, text, files);
  files.set(sealingCertificateFile(localCluster), certificate);
  return Object.fromEntries(
    [...files].filter(([path, written]) => tree.kind(path) !== 'file' || tree.text(path) !== written),
  );
}

type Text = (path: string) => string;

function sealPassword(service: Service, key: KeyObject, text: Text, files: Map<string, string>): void {
  const { name, namespace } = service;
  const path = sealedFile(service);
  const secret = { namespace, name: `${name}-database` };
  if (has(text(path), path, secret, 'password')) return;
  const value = sealItem(key, strictLabel(namespace, secret.name), Buffer.from(randomSecret()));
  files.set(path, written(setItem(text(path), path, secret, 'password', value)));
}

/** A caller's first key is the first step of a rotation. */
function sealApiKey(caller: Service, callee: Service, key: KeyObject, text: Text, files: Map<string, string>): void {
  const path = sealedFile(caller);
  const secret = { namespace: caller.namespace, name: `${caller.name}-${callee.name}-api-key` };
  const item = `${callee.name}-api-key`;
  const known = readKeys(text(keysFile(callee)))?.some((entry) => entry.caller === caller.name);
  if (known && has(text(path), path, secret, item)) return;
  const keys = { file: keysFile(callee), text: text(keysFile(callee)) };
  const sealed = { file: path, text: text(path) };
  const planned = rotate('start', { caller: caller.name, secret, item, sealed, keys }, key);
  if ('refusal' in planned) throw new Failure('unreadable', planned.refusal);
  for (const [file, after] of Object.entries(planned.writes)) {
    files.set(file, after);
  }
}

/** Seals one secret for each provider that Argo CD's settings refer to. Our git server signs with GitHub's secret. */
function sealWebhooks(tree: Tree, webhookSecret: string, key: KeyObject, text: Text, files: Map<string, string>): void {
  const references = tree.text('clusters/base/argocd/webhook-secrets.yaml').matchAll(/\$argocd-webhooks:(\S+)/g);
  const items = [...references].map(([, item]) => String(item));
  const secret = { namespace: 'argocd', name: 'argocd-webhooks' };
  const missing = items.filter((item) => !has(text(argocdFile), argocdFile, secret, item));
  if (missing.length === 0) return;
  const label = strictLabel(secret.namespace, secret.name);
  const seal = (item: string): string =>
    sealItem(key, label, Buffer.from(item === 'github' ? webhookSecret : randomSecret()));
  const add = (before: string, item: string): string =>
    hasNone(before)
      ? webhooksDocument(before, item, seal(item))
      : written(setItem(before, argocdFile, secret, item, seal(item)));
  files.set(argocdFile, missing.reduce(add, text(argocdFile)));
}

const argocdFile = `clusters/${localCluster}/bootstrap/sealed-secrets.yaml`;

/** Argo CD follows references only to Secrets with its own label, which the controller copies from the template. */
function webhooksDocument(before: string, item: string, sealed: string): string {
  const fields = [
    'name: argocd-webhooks',
    'namespace: argocd',
    'labels: {app.kubernetes.io/name: argocd, app.kubernetes.io/part-of: argocd}',
  ];
  const metadata = (indent: string) => fields.map((field) => `${indent}${field}\n`).join('');
  return (
    `${before}apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n${metadata('  ')}spec:\n  encryptedData:\n    ${item}: ${sealed}\n` +
    `  template:\n    metadata:\n${metadata('      ')}    type: Opaque\n`
  );
}

/** Keeps the comments at the top. */
function withoutDocuments(text: string): string {
  return /^(?:#.*\n)*/.exec(text)?.[0] ?? '';
}

function hasNone(text: string): boolean {
  return !/^kind:/m.test(text);
}

function has(text: string, file: string, secret: SecretName, item: string): boolean {
  const items = itemsOf(text, file, secret);
  if ('refusal' in items) throw new Failure('unreadable', items.refusal);
  return items.includes(item);
}

function written(edited: Edited): string {
  if ('refusal' in edited) throw new Failure('unreadable', edited.refusal);
  return edited.text;
}

function overlay({ team, name }: Pick<Service, 'team' | 'name'>): string {
  return `${manifestFolder({ team, service: name })}/overlays/${localCluster}`;
}

function sealedFile(service: Pick<Service, 'team' | 'name'>): string {
  return `${overlay(service)}/sealed-secrets.yaml`;
}

function keysFile(service: Pick<Service, 'team' | 'name'>): string {
  return `${overlay(service)}/api-keys.json`;
}
