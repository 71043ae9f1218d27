import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import forge from 'node-forge';

/** A self-signed certificate for 127.0.0.1 and its key, as PEM. */
export function selfSigned(
  notBefore: Date,
  notAfter = new Date(Date.UTC(2126, 0)),
): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  certificate.setSubject([{ name: 'commonName', value: 'test' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'test' }]);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), key: privateKey };
}

/** A cluster's answers at an address, over TLS: a status and a text by path. */
export class CertificateServer {
  readonly shown = new Map<string, readonly [status: number, text: string]>();
  readonly #server: Server;

  constructor(identity: { readonly cert: string; readonly key: string }) {
    this.#server = createServer(identity, ({ url = '' }, reply) => {
      const [status, text] = this.shown.get(url) ?? [404, ''];
      reply.writeHead(status, { location: '/v1/cert.pem' }).end(text);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, '127.0.0.1', done);
    });
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
