import { parseDocument } from 'yaml';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import { X509Certificate } from 'node:crypto';
import { readCertificate, type SealingCertificate, sealingCertificateFile } from '@tinjis/delivery/seal/certificate';

/** The file in which the platform team records the address where each cluster shows its sealing certificate. */
export const addressesFile = '.github/sealing-certificates.yaml';

/**
 * Reads the addresses, by cluster. They lie in a file and not in a GitHub variable: whoever can write the address
 * decides which key values are sealed for, so it is reviewed like everything else.
 * @throws Failure (unreadable) for an address that must not be asked
 */
export function certificateAddresses(tree: Tree): readonly { readonly cluster: string; readonly address: string }[] {
  const document = parseDocument(tree.kind(addressesFile) === 'file' ? tree.text(addressesFile) : '');
  const written: unknown = document.errors.length > 0 ? document.errors : document.toJS();
  return Object.entries(written ?? {}).map(([cluster, address]) => {
    if (typeof address === 'string' && address.startsWith('https://') && URL.canParse(address))
      return { cluster, address };
    throw new Failure('unreadable', {
      what: `${addressesFile} gives ${cluster} an address that is not https://`,
      at: { file: addressesFile, line: 1 },
      why: 'who can change the answer on its way can read every value that is sealed afterwards',
      fix: 'write CLUSTER: https://…',
    });
  });
}

/** Maximum length in characters, far more than a certificate has. */
const longest = 65_536;

/**
 * Asks a cluster for the certificate of its newest sealing key.
 * @param address an address that answers PEM over TLS; redirects are not followed
 * @returns the first certificate, written out anew, without anything around it
 * @throws Failure (unreadable) if there is none
 */
export async function fetchCertificate(address: string): Promise<string> {
  try {
    const reply = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(30_000) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`it answered ${reply.status}`);
    return new X509Certificate(text.slice(0, longest)).toString();
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Failure('unreadable', {
      what: `${address} gives no certificate: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`,
      fix: 'open the address: it must answer with the PEM that the controller gives at /v1/cert.pem',
    });
  }
}

/** A certificate that is to replace the committed one. */
export interface Renewed {
  readonly cluster: string;
  readonly file: string;
  readonly before: SealingCertificate;
  readonly after: SealingCertificate;
}

/**
 * Compares a cluster's certificate with the one that the repository seals for.
 * @returns undefined if they are the same
 * @throws Failure (unreadable) if either cannot be used for sealing, or if the cluster's is older
 */
export function renewed(tree: Tree, cluster: string, pem: string, now: Date): Renewed | undefined {
  const file = sealingCertificateFile(cluster);
  const [before, after] = [usable(tree.text(file), file, now), usable(pem, file, now)];
  if (before.fingerprint === after.fingerprint) return undefined;
  if (after.notBefore > before.notBefore) return { cluster, file, before, after };
  throw new Failure('unreadable', {
    what: `${cluster} gives a certificate of ${after.notBefore.toISOString()}, older than the one in the repository`,
    at: { file, line: 1 },
    why: 'a controller shows its newest',
    fix: 'find out who answers there',
  });
}

function usable(pem: string, file: string, now: Date): SealingCertificate {
  const certificate = readCertificate(pem, file, now);
  if ('refusal' in certificate) throw new Failure('unreadable', certificate.refusal);
  return certificate;
}
