import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/objects';
import type { Participants } from '../../../identities/participants.ts';

const apiVersion = 'argoproj.io/v1alpha1';

/** Every kind; none of our projects allows that. */
const anything = [{ group: '*', kind: '*' }];

/**
 * Projects made for the cases. Some are the teams' own projects, widened on purpose, so that the next layer refuses.
 * Others reproduce traps observed on Argo CD 3.6.1.
 */
export function scratchProjects({
  served,
  teams: [first, second],
}: Participants): Readonly<Record<ScratchProject, LiveObject>> {
  const repository = served.cluster.declared.repository;
  const project = (name: ScratchProject, spec: object): LiveObject => ({
    apiVersion,
    kind: 'AppProject',
    metadata: { name: `tinjis-matrix-${name}`, namespace: 'argocd' },
    spec: {
      sourceRepos: [repository],
      destinations: [first, second].map(({ namespace }) => ({ server: inCluster.server, namespace })),
      clusterResourceWhitelist: anything,
      namespaceResourceWhitelist: anything,
      destinationServiceAccounts: [
        { server: inCluster.server, namespace: first.namespace, defaultServiceAccount: 'deployer' },
      ],
      ...spec,
    },
  });
  const mapped = (defaultServiceAccount: string): object => ({
    destinationServiceAccounts: [{ server: inCluster.server, namespace: '*', defaultServiceAccount }],
  });
  return {
    wide: project('wide', { destinations: [{ server: '*', namespace: '*' }] }),
    foreign: project('foreign', mapped(`${second.namespace}:deployer`)),
    stranger: project('stranger', mapped('kube-system:default')),
    'as-first': project('as-first', mapped(`${first.namespace}:deployer`)),
    unlisted: project('unlisted', { namespaceResourceWhitelist: undefined }),
    'listed-none': project('listed-none', { namespaceResourceWhitelist: [], clusterResourceWhitelist: [] }),
    'wrong-group': project('wrong-group', { namespaceResourceBlacklist: [{ group: '', kind: 'NetworkPolicy' }] }),
    'right-group': project('right-group', {
      namespaceResourceBlacklist: [{ group: 'networking.k8s.io', kind: 'NetworkPolicy' }],
    }),
    'deny-by-name': project('deny-by-name', {
      destinations: [
        { server: '*', namespace: '*' },
        { name: 'in-cluster', namespace: `!${first.namespace}` },
      ],
    }),
    'deny-by-server': project('deny-by-server', {
      destinations: [
        { server: '*', namespace: '*' },
        { server: inCluster.server, namespace: `!${first.namespace}` },
      ],
    }),
    'one-star': project('one-star', { sourceRepos: ['http://*'] }),
    'two-stars': project('two-stars', { sourceRepos: ['http://**'] }),
    'denied-repository': project('denied-repository', { sourceRepos: ['*', `!${repository}`] }),
    'one-namespace': project('one-namespace', {
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'tinjis-matrix' }],
    }),
  };
}

export type ScratchProject =
  | 'wide'
  | 'foreign'
  | 'stranger'
  | 'as-first'
  | 'unlisted'
  | 'listed-none'
  | 'wrong-group'
  | 'right-group'
  | 'deny-by-name'
  | 'deny-by-server'
  | 'one-star'
  | 'two-stars'
  | 'denied-repository'
  | 'one-namespace';
