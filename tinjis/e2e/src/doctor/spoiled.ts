import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject, Reference } from '@tinjis/cluster/kubernetes/objects';

/** Something made wrong on purpose, and the line of `tinjis doctor --live` that must say so. */
export interface Spoiled {
  readonly name: string;
  readonly title: string;
  /** Name of the doctor's check. */
  readonly line: string;
  spoil(kubernetes: Kubernetes): Promise<void>;
  fix(kubernetes: Kubernetes): Promise<void>;
}

const namespaces = ['payments', 'billing'];

/** Lets everything in and out of a namespace. */
const openPolicy = (namespace: string): LiveObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'doctor-opens', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
});

const settings: Reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd', name: 'argocd-cm' };
const project: Reference = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  namespace: 'argocd',
  name: 'default',
};
const policyIn = (namespace: string): Reference => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  namespace,
  name: 'doctor-opens',
});

/**
 * Argo CD would put settings and project back by itself, after seconds. A foreign image is not among them: admission
 * lets nobody, not even the administrator, bring one.
 */
export const spoils: readonly Spoiled[] = [
  {
    name: 'open-network',
    title: 'finds a network in which everybody reaches everybody',
    line: 'payments/payment → billing/antaeus:8000',
    spoil: async (kubernetes) => {
      await Promise.all(namespaces.map((namespace) => kubernetes.apply(openPolicy(namespace))));
    },
    fix: async (kubernetes) => {
      await Promise.all(namespaces.map((namespace) => kubernetes.delete(policyIn(namespace))));
    },
  },
  {
    name: 'impersonation-off',
    title: 'finds impersonation switched off',
    line: 'application.sync.impersonation.enabled',
    spoil: async (kubernetes) => {
      await kubernetes.patch(settings, { data: { 'application.sync.impersonation.enabled': 'True' } });
    },
    fix: async (kubernetes) => {
      await kubernetes.patch(settings, { data: { 'application.sync.impersonation.enabled': 'true' } });
    },
  },
  {
    name: 'open-project',
    title: 'finds the default project open',
    line: 'project default',
    spoil: async (kubernetes) => {
      await kubernetes.patch(project, { spec: { sourceRepos: ['*'] } });
    },
    fix: async (kubernetes) => {
      await kubernetes.patch(project, { spec: { sourceRepos: [] } });
    },
  },
];
