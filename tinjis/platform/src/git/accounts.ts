import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { putJson } from '@tinjis/cluster/files';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const hashBytes = 32;

/** An account in the accounts file: the password's scrypt hash and its salt, both base64. */
interface Account {
  readonly salt: string;
  readonly hash: string;
}

type Accounts = Readonly<Record<string, Account>>;

/**
 * Writes the accounts file. An account whose password is unchanged keeps its entry; other entries are replaced or
 * removed.
 * @param passwords by login
 */
export async function writeAccounts(file: string, passwords: Readonly<Record<string, string>>): Promise<void> {
  const before = readAccounts(file);
  const accounts: Record<string, Account> = {};
  for (const [login, password] of Object.entries(passwords)) {
    const known = before[login];
    accounts[login] = known && (await opens(known, password)) ? known : await newAccount(password);
  }
  putJson(file, accounts);
}

/**
 * Identifies who logs in.
 * @param file accounts file, read again for each new pair of login and password
 * @returns a function that gives the login in an `Authorization` header, or undefined where it is missing or wrong
 */
export function loginsOf(file: string): (authorization: string | undefined) => Promise<string | undefined> {
  // scrypt is slow on purpose, and git sends its password with every request. For a while, the server therefore
  // recognises a correct password by a keyed hash.
  const key = randomBytes(32);
  const right = new Map<string, { readonly login: string; readonly until: number }>();
  return async (authorization) => {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    if (encoded === undefined) return undefined;
    const id = createHmac('sha256', key).update(encoded).digest('base64');
    const known = right.get(id);
    if (known && known.until > Date.now()) return known.login;
    const [, login = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    const account = readAccounts(file)[login];
    // An unknown login costs as much time as a wrong password, so the time does not reveal which it was.
    const good = await opens(account ?? { salt: '', hash: '' }, password);
    if (!good) return undefined;
    right.set(id, { login, until: Date.now() + 60_000 });
    return login;
  };
}

async function newAccount(password: string): Promise<Account> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt, hashBytes)).toString('base64') };
}

async function opens({ salt, hash }: Account, password: string): Promise<boolean> {
  const [known, shown] = [Buffer.from(hash, 'base64'), await derive(password, Buffer.from(salt, 'base64'), hashBytes)];
  return known.length === hashBytes && timingSafeEqual(known, shown);
}

function readAccounts(file: string): Accounts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Accounts;
  } catch {
    return {}; // not written yet, so nobody logs in
  }
}
