import { inCluster } from '@tinjis/rules/argocd/application';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { TriedManifest } from './workloads.ts';

const apiVersion = 'argoproj.io/v1alpha1';

/** Argo CD's own objects, as somebody would write them who wants more than they have. */
export function argocdManifests(namespace: string, name: string, repoURL: string): readonly TriedManifest[] {
  const metadata = { name, namespace };
  const source = { repoURL, path: 'apps', targetRevision: 'refs/heads/main' };
  const destination = { server: inCluster.server, namespace: 'payments' };
  const all: readonly (readonly [string, LiveObject])[] = [
    [
      'in the project default',
      { apiVersion, kind: 'Application', metadata, spec: { project: 'default', source, destination } },
    ],
    [
      'that permits everything',
      {
        apiVersion,
        kind: 'AppProject',
        metadata,
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        },
      },
    ],
    [
      'that makes Applications',
      {
        apiVersion,
        kind: 'ApplicationSet',
        metadata,
        spec: {
          generators: [{ list: { elements: [{ name: 'x' }] } }],
          template: { metadata: { name }, spec: { project: 'default', source, destination } },
        },
      },
    ],
  ];
  return all.map(([what, object]) => ({ what, object }));
}
