import type { Finding } from '@tinjis/rules/finding';
import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { readCertificate } from './certificate.ts';
import { itemFault } from './item.ts';
import { wideScopes } from './scope.ts';

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

/** Kubernetes fills a Secret of this type with the token of the ServiceAccount it names. */
const tokenType = 'kubernetes.io/service-account-token';

/** Long enough before a certificate ends to renew it and reseal in peace. */
const warnDays = 30;

/**
 * What shows of a secret without any key: a plain Secret, a scope wider than one Secret, another name or namespace, an
 * item that is none.
 * @param resource any object; kinds that are no secrets have no findings
 */
export function lintSecret(resource: Resource, expected: ExpectedSecret): readonly Finding[] {
  const { kind, metadata } = resource.object;
  const finding = (code: string, path: FieldPath, args: Readonly<Record<string, string>> = {}): Finding => ({
    code,
    args: { name: metadata.name, ...args },
    at: resource.at(path),
  });
  if (kind === 'Secret') return [finding('secrets/plain', ['kind'])];
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

/** What is wrong with a sealing certificate, or will be within thirty days. */
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
