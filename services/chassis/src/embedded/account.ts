import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How a PostgreSQL program is started: as whom, and behind which command. */
export interface Account {
  /** Owner of the data folder. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Words to put before a program's own. */
  readonly prefix: readonly string[];
}

/** The account that every Linux has and that owns nothing. */
const nobody = { uid: 65534, gid: 65534 };

/**
 * The capability that opens folders. The securebit makes it count in access(2) as well, by which initdb looks for its
 * programs (capabilities(7)).
 */
const openFolders = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];

/**
 * Chooses the account for PostgreSQL, which refuses to run as root.
 *
 * As root it becomes `nobody`. A folder such as /root is closed to others, and then to PostgreSQL as well: only in that
 * case it keeps the capability that opens folders.
 *
 * @param me the current account, as `os.userInfo` tells
 * @param paths programs and data that PostgreSQL must reach
 */
export function accountFor(me: { readonly uid: number; readonly gid: number }, paths: readonly string[]): Account {
  if (me.uid !== 0) return { owner: { uid: me.uid, gid: me.gid }, prefix: [] };
  const become = ['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups'];
  return { owner: nobody, prefix: [...become, ...(paths.every(isOpenToOthers) ? [] : openFolders), '--'] };
}

function isOpenToOthers(path: string): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
