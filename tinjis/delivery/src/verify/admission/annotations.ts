import { type Catalogue, type GroupKind, madeKinds } from '../../model/kinds.ts';
import { nameLabel } from '../../model/layout.ts';
import { requestOf, type Body, type Probe, type ProbedNamespace } from './probe.ts';

/** What a team may tell Argo CD about an object, in every form; Argo CD writes the first itself. */
const known: readonly (readonly [key: string, value: string])[] = [
  ['argocd.argoproj.io/tracking-id', 'payment:/ConfigMap:payments/payment'],
  ['argocd.argoproj.io/sync-wave', '-1'],
  ['argocd.argoproj.io/sync-options', 'Prune=confirm,Delete=false,PruneLast=true,ServerSideApply=true'],
  ['argocd.argoproj.io/compare-options', 'IgnoreExtraneous,ServerSideDiff=true'],
];

/** What nobody may tell Argo CD about an object of a team. */
const refused: readonly (readonly [key: string, value: string])[] = [
  ['link.argocd.argoproj.io/more', 'https://example.org'],
  ['link.argocd.argoproj.io/tracking-id', 'https://example.org'],
  ['argocd.argoproj.io/managed-by', 'somebody'],
  ['argocd.argoproj.io/hook', 'Skip'],
  ['argocd.argoproj.io/hook', 'PostSync'],
  ['argocd.argoproj.io/hook-delete-policy', 'HookSucceeded'],
  ['argocd.argoproj.io/skip-reconcile', 'true'],
  ['helm.sh/hook', 'pre-install'],
  ['helm.sh/hook-weight', '1'],
  ['argocd.argoproj.io/tracking-id', ''],
  ['argocd.argoproj.io/sync-wave', '1000'],
  ['argocd.argoproj.io/sync-options', 'Prune=false,Replace=true'],
  ['argocd.argoproj.io/sync-options', 'Force=true,Prune=false'],
  ['argocd.argoproj.io/compare-options', 'IgnoreExtraneous,IgnoreExtraneous=true'],
  ['argocd.argoproj.io/compare-options', 'none,IgnoreExtraneous'],
];

/** The kinds that teams have, those that are made from them, and the Secrets of SealedSecrets. */
function annotated(catalogue: Catalogue): readonly GroupKind[] {
  return [...catalogue, ...madeKinds(catalogue), { group: '', kind: 'Secret' }];
}

/** What nobody may tell Argo CD about a Job, which may be a hook. */
const refusedOfJobs: readonly (readonly [key: string, value: string])[] = [
  ['argocd.argoproj.io/hook', 'Skip'],
  ['argocd.argoproj.io/hook', 'PreSync,Skip'],
  ['argocd.argoproj.io/hook-delete-policy', 'BeforeHookCreation,Never'],
  ['helm.sh/hook', 'pre-install'],
];

/** Objects that tell Argo CD what a team may not, each beside everything that it may. */
export function annotationProbes(probed: ProbedNamespace, catalogue: Catalogue): readonly Probe[] {
  const { namespace, workload } = probed;
  const labels = { [nameLabel]: workload };
  const own = { template: { metadata: { labels } } };
  const cases = [
    ...annotated(catalogue).map(({ group, kind }) => {
      const [[key, value]] = refused as [(typeof refused)[number]];
      return [`a ${kind}`, group, kind, key, { metadata: { labels, annotations: beside(key, value) } }] as const;
    }),
    ...refused.flatMap(([key, value]) => {
      const metadata = { labels, annotations: beside(key, value) };
      return [
        ['the Jobs of a CronJob', 'batch', 'CronJob', key, { spec: { jobTemplate: { metadata, spec: own } } }] as const,
        [
          'pods of a CronJob',
          'batch',
          'CronJob',
          key,
          { spec: { jobTemplate: { spec: inTemplate(metadata)['spec'] } } },
        ] as const,
      ];
    }),
    ...refusedOfJobs.map(
      ([key, value]) =>
        ['a Job', 'batch', 'Job', key, { metadata: { labels, annotations: beside(key, value) } }] as const,
    ),
    ...refused.flatMap(([key, value]) => {
      const annotated = { labels, annotations: beside(key, value) };
      const labelled = { labels: { ...labels, [key]: value }, annotations: beside() };
      return [
        ['a ConfigMap', '', 'ConfigMap', key, { metadata: annotated }] as const,
        ['a ConfigMap with a label', '', 'ConfigMap', key, { metadata: labelled }] as const,
        ['pods of a Deployment', 'apps', 'Deployment', key, inTemplate(annotated)] as const,
        ['pods of a Deployment with a label', 'apps', 'Deployment', key, inTemplate(labelled)] as const,
        ['the Secret of a SealedSecret', 'bitnami.com', 'SealedSecret', key, inTemplate(annotated)] as const,
      ];
    }),
  ];
  return cases.flatMap(([what, group, kind, key, body]) =>
    (['CREATE', 'UPDATE'] as const).map((operation) => ({
      policy: 'argocd-annotations',
      what: `${operation.toLowerCase()} ${what} with ${key} in namespace ${namespace}`,
      request: () => requestOf(operation, probed, group, kind, body),
    })),
  );
}

/** All that is known, and one more. */
function beside(key?: string, value?: string): Body {
  return { ...Object.fromEntries(known), ...(key !== undefined && { [key]: value }) };
}

function inTemplate(metadata: Body): Body {
  const { labels } = metadata;
  return { metadata: { labels, annotations: beside() }, spec: { template: { metadata } } };
}
