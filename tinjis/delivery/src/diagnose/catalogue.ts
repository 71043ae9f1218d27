import { guardSentences } from '../guard/sentences.ts';
import { admission } from './catalogue/admission.ts';
import { argocd } from './catalogue/argocd.ts';
import { git } from './catalogue/git.ts';
import { network } from './catalogue/network.ts';
import { promises } from './catalogue/promises.ts';
import { rbac } from './catalogue/rbac.ts';
import { reading } from './catalogue/reading.ts';
import { secrets } from './catalogue/secrets.ts';
import { type Entries, type Entry, fill } from './entry.ts';
import type { Finding } from '@tinjis/rules/finding';

const guarded = 'A team changes the files of its own services; whatever else a change touches, the platform agrees to.';
const guard: Entries = Object.fromEntries(
  Object.entries(guardSentences).map(([code, each]) => [code, { ...each, why: guarded }]),
);

/** Every code there is. A test holds it against the sources: none is missing, and none is left over. */
export const catalogue: Entries = {
  ...guard,
  ...git,
  ...argocd,
  ...rbac,
  ...admission,
  ...network,
  ...reading,
  ...promises,
  ...secrets,
};

/** The sentence and the fix of a finding or reason. */
export function describe({ code, args }: Pick<Finding, 'code' | 'args'>): Pick<Entry, 'says' | 'fix'> {
  const { says, fix } = catalogue[code] ?? { says: code, fix: '' };
  return { says: fill(says, args), fix: fill(fix, args) };
}
