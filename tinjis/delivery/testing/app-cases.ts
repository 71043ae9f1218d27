import type { GuardCase } from './guard-cases.ts';
import { base, type Edits } from './repository.ts';

export const own = 'apps/billing/antaeus';
export const other = 'apps/payments/payment';
export const overlay = `${own}/overlays/staging/kustomization.yaml`;
export const twice = `${own}/overlays/production/kustomization.yaml`;
export const commit = 'c0ffee'.repeat(6) + 'c0ff';
const digest = `sha256:${'d1'.repeat(32)}`;
const registry = 'ghcr.io/tinjis/tinjis-delivery';
const text = (path: string): string => base[path] as string;
export const kustomized = (body: string, path = `${own}/base/kustomization.yaml`): Edits => ({
  [path]: `kind: Kustomization\n${body}\n`,
});
export const built = (name: string, image = `${registry}/${name}`, tag = commit, pinned = digest): string =>
  text(`apps/${name === 'antaeus' ? 'billing' : 'payments'}/${name}/overlays/staging/kustomization.yaml`).replace(
    `- name: ${name}\n`,
    `- name: ${name}\n    newName: ${image}\n    newTag: ${tag}\n    digest: ${pinned}\n`,
  );
const image = (name: string): string => `${registry}/${name}:${commit}@${digest}`;
export const dev = 'billing-dev';
export const platform = 'platform-admin';
const app = 'tinjis-deliver[bot]';

/** What the delivery app may do. */
export const honestApp: readonly GuardCase[] = [
  {
    title: 'the app with its one image entry, attested',
    author: app,
    edits: { [overlay]: built('antaeus') },
    attested: [image('antaeus')],
    verdict: 'allow',
  },
  {
    title: 'the app on production, with what staging runs',
    author: app,
    verdict: 'allow',
    edits: { [`${other}/overlays/production/kustomization.yaml`]: built('payment') },
  },
];

/** What it may not. */
export const refusedApp: readonly GuardCase[] = [
  {
    title: 'the app with an image that nobody attested',
    author: app,
    edits: { [overlay]: built('antaeus') },
    verdict: 'deny',
    codes: ['git/image-not-attested'],
  },
  {
    title: 'the app with another digest than the attested one',
    author: app,
    edits: { [overlay]: built('antaeus') },
    attested: [image('antaeus').replace(digest, `sha256:${'d2'.repeat(32)}`), image('payment')],
    verdict: 'deny',
    codes: ['git/image-not-attested'],
  },
  ...['production', 'staging'].map((cluster): GuardCase => ({
    title: `the app on ${cluster} with another image than staging runs, attested for ${cluster === 'staging' ? 'nobody' : 'it'}`,
    author: app,
    verdict: 'deny',
    edits: {
      [`${other}/overlays/${cluster}/kustomization.yaml`]: built('payment', undefined, 'beef'.repeat(10)),
    },
    attested: cluster === 'staging' ? [] : [image('payment').replace(commit, 'beef'.repeat(10))],
    codes: [cluster === 'staging' ? 'git/image-not-attested' : 'git/image-not-promoted'],
  })),
  {
    title: 'the app with a file more',
    author: app,
    edits: { [overlay]: built('antaeus'), 'README.md': 'x\n' },
    verdict: 'deny',
    codes: ['git/app-beyond-image', 'git/app-beyond-image'],
  },
  {
    title: 'the app with two services',
    author: app,
    verdict: 'deny',
    codes: ['git/app-beyond-image', 'git/app-beyond-image'],
    edits: {
      [overlay]: built('antaeus'),
      [`${other}/overlays/staging/kustomization.yaml`]: built(
        'payment',
        undefined,
        commit,
        `sha256:${'d2'.repeat(32)}`,
      ),
    },
  },
  {
    title: 'the app with a line more',
    author: app,
    edits: { [overlay]: `${built('antaeus')}namespace: payments\n` },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app with a comment less',
    author: app,
    edits: { [overlay]: built('antaeus').replace('# one entry\n', '') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app with an image of another service',
    author: app,
    edits: { [overlay]: built('antaeus', `${registry}/payment`) },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app with an image from elsewhere',
    author: app,
    edits: { [overlay]: built('antaeus', 'ghcr.io/mallory/antaeus') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app with latest',
    author: app,
    edits: { [overlay]: built('antaeus', `${registry}/antaeus`, 'latest') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app without digest',
    author: app,
    edits: { [overlay]: built('antaeus').replace(/ +digest.*\n/, '') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app with the database image',
    author: app,
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
    edits: { [overlay]: text(overlay).replace('- name: postgresql\n', `- name: postgresql\n    newTag: ${commit}\n`) },
  },
  {
    title: 'the app outside every overlay',
    author: app,
    edits: { [`${own}/base/kustomization.yaml`]: built('antaeus') },
    verdict: 'deny',
    codes: ['git/app-beyond-image', 'git/kustomization-outside'],
  },
  {
    title: 'the app on a cluster that is none',
    author: app,
    edits: kustomized('images: [{name: antaeus}]', `${own}/overlays/other/kustomization.yaml`),
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app that takes an overlay away',
    author: app,
    edits: { [overlay]: null },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app that adds an overlay',
    author: app,
    edits: { [`${own}/overlays/local/kustomization.yaml`]: built('antaeus') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
  {
    title: 'the app where two entries were',
    author: app,
    edits: { [twice]: built('antaeus') },
    verdict: 'deny',
    codes: ['git/app-beyond-image'],
  },
];
