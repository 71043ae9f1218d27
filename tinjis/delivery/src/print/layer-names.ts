/** The layers as people call them. */
export const layerNames = {
  git: 'Git',
  argocd: 'Argo CD',
  rbac: 'Kubernetes',
  admission: 'Admission',
  network: 'Network',
} as const;
