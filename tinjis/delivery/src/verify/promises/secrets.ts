import { workloadsOf } from '../../model/model.ts';
import { entry, type Entries, sentencesOf } from '../../entry.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { Finding } from '@tinjis/rules/ruling';
import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { readCertificate, sealingCertificateFile } from '../../seal/certificate.ts';
import { itemFault, wideScopes } from '../../seal/item.ts';
import type { ProofContext, DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

const open = 'Whoever reads the repository reads the value, and Git keeps it for ever.';
const strict =
  'A sealed value opens in the one Secret it was sealed for; a wider scope lets whoever may write there open it elsewhere.';
const form = 'The controller refuses it at the sync, when it is too late to notice early.';

const findings: Entries = {
  'secrets/plain': entry(
    '{name} holds a secret in the open, expected a SealedSecret',
    open,
    'seal it by `tinjis seal`, take it out, and change the value: it is known',
  ),
  'secrets/namespace': entry(
    '{name} is in namespace {found}, expected {namespace}',
    strict,
    'set metadata.namespace, and seal the values again',
  ),
  'secrets/scope': entry(
    '{name} widens its scope by {scope}',
    strict,
    'take the annotation out, and seal the values again',
  ),
  'secrets/template': entry(
    '{name} makes a Secret whose {field} is {found}, expected its own',
    strict,
    'let the template have the name and namespace of the SealedSecret',
  ),
  'secrets/token': entry(
    '{name} would be filled with the token of a ServiceAccount',
    'A token is a right, and this one never expires.',
    'use type Opaque',
  ),
  'secrets/empty': entry('{name} has no sealed item', form, 'seal one by `tinjis seal`, or take the SealedSecret out'),
  'secrets/item': entry(
    '{name} has an item {item} that cannot be opened: {fault}',
    form,
    'seal the value again by `tinjis seal`',
  ),
  'secrets/certificate': entry(
    '{fault}',
    'A value sealed for it could not be opened, or not only by the cluster.',
    '{fix}',
  ),
  'secrets/certificate-ends': entry(
    'the sealing certificate ends in {days} days',
    'After that nothing can be sealed.',
    'fetch the current one from the cluster',
  ),
};

/** Size in bytes of the RSA key that sealed-secrets makes itself, for a cluster whose certificate is not here. */
const usualModulus = 512;

/** Git holds secrets only sealed, each for one name in one namespace. */
export const secrets: DeliveryPromise = {
  name: 'secrets',
  says: 'secrets are in Git only sealed, each for its own name and namespace, and the sealing certificates are sound',
  findings,
  prove(context, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      proveCertificate(context, cluster.name, tally);
      const modulusBytes = modulusOf(context, cluster.name);
      for (const resource of cluster.governance.all) {
        proveObject(resource, resource.object.metadata.namespace ?? argocdNamespace, modulusBytes, tally);
      }
    }
  },
  proveTeam(context, { name, namespace }, tally) {
    const { model } = context;
    for (const cluster of model.clusters) {
      const modulusBytes = modulusOf(context, cluster.name);
      for (const resource of workloadsOf(model, cluster, name).flatMap(({ objects }) => objects.all)) {
        proveObject(resource, namespace, modulusBytes, tally);
      }
    }
  },
};

/** A value sealed for a bad certificate opens nowhere. A certificate that ends soon deserves a warning in time. */
function proveCertificate({ tree, now }: ProofContext, cluster: string, tally: Tally): void {
  const file = sealingCertificateFile(cluster);
  if (tree.kind(file) !== 'file') return;
  const found = lintCertificate(tree.text(file), file, now);
  const soon = found.filter(({ code }) => code === 'secrets/certificate-ends');
  tally.notes.push(...soon.map((finding) => `${file}: ${sentencesOf(findings, finding).says}`));
  tally.judged(found.filter((finding) => !soon.includes(finding)));
}

function modulusOf({ tree, now }: ProofContext, cluster: string): number {
  const file = sealingCertificateFile(cluster);
  if (tree.kind(file) !== 'file') return usualModulus;
  const certificate = readCertificate(tree.text(file), file, now);
  return 'refusal' in certificate ? usualModulus : certificate.modulusBytes;
}

function proveObject(resource: Resource<Secret>, namespace: string, modulusBytes: number, tally: Tally): void {
  const { kind } = resource.object;
  if (kind === 'SealedSecret' || (kind === 'Secret' && openValue(resource.object)))
    tally.judged(lintSecret(resource, { namespace, modulusBytes }));
}

/** The place of a value in the open. The cluster fills a Secret that has no values. */
function openValue({ metadata, data, stringData }: Secret): FieldPath | undefined {
  return Object.entries({ data, stringData })
    .flatMap(([field, values = {}]) => Object.entries(values).map(([key, value]) => ({ path: [field, key], value })))
    .find(({ value }) => metadata.namespace !== argocdNamespace || !isReference(value))?.path;
}

/** Argo CD replaces `$name:key` in its own Secret with another Secret's value: a reference is no secret. */
function isReference(value: string): boolean {
  return /^\$[a-z0-9-]+:[a-z0-9-]+$/.test(value);
}

interface SealedSecret extends KubernetesObject {
  readonly spec?: {
    readonly encryptedData?: Readonly<Record<string, unknown>>;
    readonly template?: {
      readonly metadata?: Partial<KubernetesObject['metadata']>;
      readonly data?: unknown;
      readonly type?: unknown;
    };
  };
}

export interface ExpectedSecret {
  /** The namespace it must be in. */
  readonly namespace: string;
  /** Length of the cluster's RSA key in bytes; 512 for 4096 bits. */
  readonly modulusBytes: number;
}

/** Kubernetes fills a Secret of this type with the token of the ServiceAccount that it names. */
const tokenType = 'kubernetes.io/service-account-token';

/** Leaves time to renew a certificate and reseal in peace before it ends. */
const warnDays = 30;

/**
 * The faults of a secret that show without any key: a plain Secret, a scope wider than one Secret, another name or
 * namespace, an item that is no sealed value.
 * @param resource any object; other kinds than secrets have no findings
 */
export function lintSecret(resource: Resource, expected: ExpectedSecret): readonly Finding[] {
  const { kind, metadata } = resource.object;
  const finding = (code: string, path: FieldPath, args: Readonly<Record<string, string>> = {}): Finding => ({
    code,
    args: { name: metadata.name, ...args },
    at: resource.at(path),
  });
  if (kind === 'Secret') return [finding('secrets/plain', openValue(resource.object) ?? ['kind'])];
  if (kind !== 'SealedSecret') return [];
  const { encryptedData = {}, template } = (resource.object as SealedSecret).spec ?? {};
  const items = Object.entries(encryptedData);
  const own = template?.metadata;
  return [
    ...(metadata.namespace === expected.namespace
      ? []
      : [
          finding('secrets/namespace', ['metadata', 'namespace'], {
            namespace: expected.namespace,
            found: metadata.namespace ?? 'none',
          }),
        ]),
    ...wideScopes
      .filter((scope) => metadata.annotations?.[scope] !== undefined)
      .map((scope) => finding('secrets/scope', ['metadata', 'annotations', scope], { scope })),
    ...wideScopes
      .filter((scope) => own?.annotations?.[scope] !== undefined)
      .map((scope) => finding('secrets/scope', ['spec', 'template', 'metadata', 'annotations', scope], { scope })),
    ...(['name', 'namespace'] as const)
      .filter((field) => own?.[field] !== undefined && own[field] !== metadata[field])
      .map((field) =>
        finding('secrets/template', ['spec', 'template', 'metadata', field], { field, found: String(own?.[field]) }),
      ),
    ...(template?.data === undefined ? [] : [finding('secrets/plain', ['spec', 'template', 'data'])]),
    ...(template?.type === tokenType ? [finding('secrets/token', ['spec', 'template', 'type'])] : []),
    ...(items.length === 0 ? [finding('secrets/empty', ['spec', 'encryptedData'])] : []),
    ...items.flatMap(([item, value]) => {
      const fault = typeof value === 'string' ? itemFault(value, expected.modulusBytes) : 'it is no text';
      return fault === undefined ? [] : [finding('secrets/item', ['spec', 'encryptedData', item], { item, fault })];
    }),
  ];
}

/** The faults of a sealing certificate, present or due within thirty days. */
export function lintCertificate(pem: string, file: string, now: Date): readonly Finding[] {
  const certificate = readCertificate(pem, file, now);
  const at = { file, line: 1 };
  if ('refusal' in certificate)
    return [
      { code: 'secrets/certificate', args: { fault: certificate.refusal.what, fix: certificate.refusal.fix }, at },
    ];
  const days = Math.floor((certificate.notAfter.getTime() - now.getTime()) / 86_400_000);
  return days < warnDays ? [{ code: 'secrets/certificate-ends', args: { days: String(days) }, at }] : [];
}
