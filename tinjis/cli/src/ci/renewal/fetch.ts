import { X509Certificate } from 'node:crypto';
import { Failure } from '@tinjis/manifests/failure';

/** Far more than a certificate has, in characters. */
const longest = 65_536;

/**
 * Asks a cluster for the certificate of its newest sealing key.
 * @param address answers PEM over TLS; a redirect is not followed
 * @returns the first certificate, written out anew: nothing that lay around it comes along
 * @throws Failure (unreadable) where there is none
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
