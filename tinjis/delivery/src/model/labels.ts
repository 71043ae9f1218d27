/**
 * The label by which network policies and admission know which workload a pod is. Kubernetes recommends it for that.
 */
export const nameLabel = 'app.kubernetes.io/name';
