import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** Where a database is, in the words of the driver. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  /** False for a plain connection. */
  readonly ssl: false | ConnectionOptions;
}

const modes = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof modes)[number];

/**
 * Reads a database URL: postgres://user[:password]@host:port/name, with the parameters `sslmode` and `sslrootcert` of
 * libpq.
 *
 * It refuses every parameter and every mode that it does not know: an ignored `sslmode` would send a password in plain
 * text. It refuses `allow` and `prefer` too, which turn plain as soon as somebody on the way says so.
 *
 * @throws Error that names the fault and never a value, because the URL may hold a password
 */
export function readDatabaseUrl(url: string): DatabaseAddress {
  const { username, password, hostname, port, pathname, searchParams, hash } = new URL(url);
  const { sslmode = 'disable', sslrootcert, ...others } = Object.fromEntries(searchParams);
  const unknown = Object.keys(others);
  if (unknown.length > 0)
    throw new Error(`it has the unknown parameter ${unknown.join(', ')}; the known ones are sslmode and sslrootcert`);
  if (searchParams.size > new Set(searchParams.keys()).size) throw new Error('it has a parameter twice');
  if (hash !== '') throw new Error('it has a fragment; write # as %23');
  if (!isMode(sslmode)) throw new Error(`its sslmode must be one of ${modes.join(', ')}`);
  if (hostname === '' || username === '' || pathname.length < 2)
    throw new Error('it needs a user, a host and a database name, as in postgres://user@host:5432/name');
  // An IPv6 address stands in brackets in a URL, and without them in a connection.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ssl: sslmode === 'disable' ? withoutTls(sslrootcert) : withTls(host, sslmode, sslrootcert),
  };
}

const isMode = (mode: string): mode is Mode => (modes as readonly string[]).includes(mode);

function withoutTls(rootFile: string | undefined): false {
  if (rootFile !== undefined)
    throw new Error('it has an sslrootcert, which needs the sslmode verify-ca or verify-full');
  return false;
}

function withTls(host: string, mode: Exclude<Mode, 'disable'>, rootFile: string | undefined): ConnectionOptions {
  if (mode === 'verify-ca' && rootFile === undefined) throw new Error('its sslmode verify-ca needs an sslrootcert');
  // Node compares the certificate's names with the host, and learns an IP address only from here.
  const ca = rootFile === undefined ? { host } : { host, ca: readRoots(rootFile) };
  if (mode === 'verify-full') return ca;
  // As in libpq, a CA file makes `require` verify the chain, and neither mode looks at the names.
  return rootFile === undefined ? { host, rejectUnauthorized: false } : { ...ca, checkServerIdentity: () => undefined };
}

function readRoots(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`its sslrootcert cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}
