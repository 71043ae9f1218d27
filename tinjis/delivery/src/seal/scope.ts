/** Annotations by which a sealed value would open elsewhere too. */
export const wideScopes = [
  'sealedsecrets.bitnami.com/cluster-wide',
  'sealedsecrets.bitnami.com/namespace-wide',
] as const;
