/**
 * Whether `--only` asks for something: a group (`matrix`), a check (`loss/cluster`), or those that begin alike
 * (`matrix/git`).
 * @param only what was asked for; empty: everything
 * @param path `group` or `group/check`
 */
export function isWanted(only: readonly string[], path: string): boolean {
  return only.length === 0 || only.some((asked) => isBelow(path, asked));
}

/** Whether anything of a group is asked for. */
export function isGroupWanted(only: readonly string[], group: string): boolean {
  return only.length === 0 || only.some((asked) => asked.split('/')[0] === group);
}

/** Whether a check is asked for by name, and not just with its whole group. */
export function isNamed(only: readonly string[], path: string): boolean {
  return only.some((asked) => asked.includes('/') && isBelow(path, asked));
}

function isBelow(path: string, asked: string): boolean {
  return path === asked || path.startsWith(`${asked}/`);
}
