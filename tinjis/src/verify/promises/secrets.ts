import { workloadsOf } from '../../decide/answer/target.ts';
import { argocdNamespace } from '../../model/argocd.ts';
import type { KubernetesObject, Resource } from '../../model/located.ts';
import type { Objects } from '../../model/objects.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface SealedSecret extends KubernetesObject {
  readonly spec?: {
    readonly encryptedData?: Readonly<Record<string, unknown>>;
    readonly template?: { readonly metadata?: Readonly<Record<string, unknown>>; readonly data?: unknown; readonly type?: string };
  };
}

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

const prefix = 'sealedsecrets.bitnami.com/';

/** Secrets are in Git sealed for one name in one namespace, and in no other form. */
export const secrets: DeliveryPromise = {
  name: 'secrets',
  says: 'secrets are in Git only sealed, each for its own name and namespace',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      proveObjects(cluster.governance, undefined, tally);
      for (const team of model.teams.developers) {
        for (const { objects } of workloadsOf(model, cluster, team.name)) {
          proveObjects(objects, team.namespace, tally);
        }
      }
    }
  },
};

function proveObjects(objects: Objects, namespace: string | undefined, tally: Tally): void {
  for (const secret of objects.kind<Secret>('/Secret')) {
    const plain = Object.values({ ...secret.object.data, ...secret.object.stringData }).some((value) => !isReference(secret, value));
    tally.hold(!plain, () => ({ code: 'seal/plain-secret', args: { name: secret.object.metadata.name }, at: secret.at(['kind']) }));
  }
  for (const sealed of objects.kind<SealedSecret>('bitnami.com/SealedSecret')) {
    proveSealed(sealed, namespace, tally);
  }
}

/** Argo CD replaces `$name:key` in its own Secret by another Secret's value: a reference is no secret. */
function isReference({ object }: Resource<Secret>, value: string): boolean {
  return object.metadata.namespace === argocdNamespace && /^\$[a-z0-9-]+:[a-z0-9-]+$/.test(value);
}

function proveSealed(sealed: Resource<SealedSecret>, namespace: string | undefined, tally: Tally): void {
  const { metadata, spec } = sealed.object;
  const name = `${metadata.namespace ?? ''}/${metadata.name}`;
  const inner = spec?.template?.metadata ?? {};
  const expect = (holds: boolean, code: string, path: (string | number)[], value = ''): void =>
    tally.hold(holds, () => ({ code, args: { name, value }, at: sealed.at(path) }));
  const outer = metadata.annotations ?? {};
  const wideIn = (annotations: Readonly<Record<string, unknown>>): string | undefined =>
    ['namespace-wide', 'cluster-wide'].find((scope) => annotations[`${prefix}${scope}`] === 'true');
  const wide = wideIn(outer);
  expect(wide === undefined, 'seal/wide-scope', ['metadata', 'annotations', `${prefix}${wide ?? ''}`], wide);
  const wideInner = wideIn(inner['annotations'] as Readonly<Record<string, unknown>> | undefined ?? {});
  expect(wideInner === undefined, 'seal/wide-scope', ['spec', 'template', 'metadata', 'annotations', `${prefix}${wideInner ?? ''}`], wideInner);
  // Kubernetes fills a Secret of this type with the token of the ServiceAccount it names.
  const type = spec?.template?.type ?? '';
  expect(type !== 'kubernetes.io/service-account-token', 'seal/token', ['spec', 'template', 'type'], type);
  expect(metadata.namespace !== undefined && (namespace === undefined || metadata.namespace === namespace), 'seal/foreign-namespace', ['metadata', 'namespace'], namespace);
  expect(inner['name'] === undefined || inner['name'] === metadata.name, 'seal/other-name', ['spec', 'template', 'metadata', 'name'], String(inner['name']));
  const other = inner['namespace'] !== undefined && inner['namespace'] !== metadata.namespace;
  expect(!other, 'seal/other-name', ['spec', 'template', 'metadata', 'namespace'], String(inner['namespace']));
  expect(spec?.template?.data === undefined, 'seal/plain-template', ['spec', 'template', 'data']);
  for (const [item, value] of Object.entries(spec?.encryptedData ?? {})) {
    // A 4096-bit key gives 512 bytes of RSA, whose length comes first: 0x0200 is AgA to AgD in base64.
    const shaped = typeof value === 'string' && /^Ag[A-D][A-Za-z0-9+/]+={0,2}$/.test(value) && value.length > 700;
    expect(shaped, 'seal/item-shape', ['spec', 'encryptedData', item], item);
  }
}
