import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import forge from 'node-forge';
import { openDatabase } from '../src/database.ts';
import { readDatabaseUrl } from '../src/database-url.ts';
import type { EmbeddedServer } from '../src/embedded/server.ts';
import { testServer } from '../testing/postgres.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('readDatabaseUrl()', () => {
  it('reads where the database is', () => {
    expect(readDatabaseUrl('postgres://me:s%40crit@db.example:6543/my%20books')).to.equal({
      host: 'db.example',
      port: 6543,
      user: 'me',
      password: 's@crit',
      database: 'my books',
      ssl: false,
    });
    expect(readDatabaseUrl('postgres://me@[::1]/books')).to.equal({
      host: '::1',
      port: 5432,
      user: 'me',
      database: 'books',
      ssl: false,
    });
  });

  it('refuses whatever it would have to ignore, and never repeats a value', () => {
    const cases: Record<string, RegExp> = {
      'postgres://me:secret@h/b?sslmode=prefer': /sslmode must be/,
      'postgres://me:secret@h/b?sslmode=nonsense': /sslmode must be/,
      'postgres://me:secret@h/b?ssl=true': /unknown parameter ssl/,
      'postgres://me:secret@h/b?sslmode=require&sslmode=disable': /twice/,
      'postgres://me:secret@h/b?sslrootcert=/secret': /needs the sslmode/,
      'postgres://me:secret@h/b?sslmode=verify-ca': /needs an sslrootcert/,
      'postgres://me:secret@h/b?sslmode=verify-full&sslrootcert=/secret': /cannot be read: ENOENT/,
      'postgres://me:secret@h/b#secret': /fragment/,
      'postgres://me:secret@/b': /Invalid URL/,
      'postgres:///b': /needs a user, a host/,
      'postgres://h/b': /needs a user, a host/,
      'postgres://me:secret@h/': /needs a user, a host/,
    };
    for (const [url, fault] of Object.entries(cases)) {
      const { message } = expect(() => readDatabaseUrl(url)).to.throw(Error, fault) as unknown as Error;
      expect(message).not.to.include('secret');
    }
  });
});

/** A certificate for a name, signed by a CA of its own or by another's. */
function certificate(name: string, issuer?: { key: forge.pki.rsa.PrivateKey; subject: forge.pki.CertificateField[] }) {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const made = forge.pki.createCertificate();
  made.publicKey = keys.publicKey;
  made.serialNumber = '01';
  made.validity.notBefore = new Date(Date.now() - 60_000);
  made.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [{ name: 'commonName', value: name }];
  made.setSubject(subject);
  made.setIssuer(issuer?.subject ?? subject);
  made.setExtensions(
    issuer
      ? [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }]
      : [{ name: 'basicConstraints', cA: true, critical: true }],
  );
  made.sign(issuer?.key ?? keys.privateKey, forge.md.sha256.create());
  return { key: keys.privateKey, subject, pem: forge.pki.certificateToPem(made) };
}

describe('openDatabase() over TLS', () => {
  let folder: string;
  let server: EmbeddedServer;
  let url: URL;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tinjis-tls-'));
    const ca = certificate('the CA');
    const own = certificate('localhost', ca);
    const files = {
      'ca.pem': ca.pem,
      'other-ca.pem': certificate('another CA').pem,
      'server.pem': own.pem,
      'server.key': forge.pki.privateKeyToPem(own.key),
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    }
    // PostgreSQL runs as nobody where the tests run as root, and must reach its key.
    if (userInfo().uid === 0) {
      for (const path of [folder, join(folder, 'server.key'), join(folder, 'server.pem')]) {
        chownSync(path, 65534, 65534);
      }
    }
    server = await testServer({
      ssl: 'on',
      ssl_cert_file: join(folder, 'server.pem'),
      ssl_key_file: join(folder, 'server.key'),
    });
    url = new URL(server.url);
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** Whether a statement is answered, and whether over TLS. */
  async function connection(host: string, parameters: string): Promise<string> {
    url.hostname = host;
    const database = openDatabase({ url: `${url.href}?${parameters}`, maxConnections: 1, applicationName: 'tls' });
    try {
      const { rows } = await database.pool.query<{ ssl: boolean }>(
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      return rows[0]?.ssl ? 'TLS' : 'plain';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await database.close();
    }
  }

  it('connects as its sslmode says, or not at all', async () => {
    const ca = `sslrootcert=${join(folder, 'ca.pem')}`;
    const otherCa = `sslrootcert=${join(folder, 'other-ca.pem')}`;
    expect(await connection('localhost', '')).to.equal('plain');
    expect(await connection('localhost', 'sslmode=disable')).to.equal('plain');
    expect(await connection('localhost', 'sslmode=require')).to.equal('TLS');
    expect(await connection('localhost', `sslmode=require&${ca}`)).to.equal('TLS');
    expect(await connection('localhost', `sslmode=verify-full&${ca}`)).to.equal('TLS');
    expect(await connection('127.0.0.1', `sslmode=verify-ca&${ca}`)).to.equal('TLS');
    expect(await connection('127.0.0.1', `sslmode=verify-full&${ca}`)).to.match(/127\.0\.0\.1/);
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await connection('localhost', `sslmode=${mode}&${otherCa}`)).to.match(/certificate/);
    }
    expect(await connection('localhost', 'sslmode=verify-full')).to.match(/certificate/);
  });
});
