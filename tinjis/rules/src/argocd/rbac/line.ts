import type { At } from '../../objects/located.ts';
import { trimSpace } from '../go-space.ts';
import { readCsvFields } from './csv.ts';
import type { PolicyLine, PolicySet, RoleLink } from './policy.ts';

/** A line of policy with its place. */
export interface WrittenLine {
  readonly text: string;
  readonly at: At;
}

/**
 * Reads lines as Argo CD loads them (util/rbac, loadPolicyLine, 3.6.1): `p` with five fields behind it, `g` with two.
 * Empty lines and `#` comments do not count; `r`, `e` and `m`, names of casbin's own sections, are loaded and mean
 * nothing.
 * @returns the first line Argo CD would refuse, if there is one: with it, it refuses all that is loaded together with
 * it
 */
export function readLines(written: Iterable<WrittenLine>): PolicySet | { readonly refused: WrittenLine } {
  const lines = new Map<string, PolicyLine[]>();
  const links = new Map<string, RoleLink[]>();
  for (const line of written) {
    const text = trimSpace(line.text);
    if (text === '' || text.startsWith('#')) continue;
    const [key = '', ...fields] = readCsvFields(text) ?? [];
    const [subject = '', resource = '', action = '', object = '', effect = ''] = fields;
    if (key === 'p' && fields.length === 5)
      add(lines, subject, { subject, resource, action, object, effect, at: line.at });
    else if (key === 'g' && fields.length === 2) add(links, subject, { member: subject, role: resource, at: line.at });
    else if (!['r', 'e', 'm'].includes(key)) return { refused: line };
  }
  return { lines, links };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
