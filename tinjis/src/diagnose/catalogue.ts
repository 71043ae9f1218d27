import { guardSentences } from '../render/guard-sentences.ts';
import { admission } from './catalogue/admission.ts';
import { argocd } from './catalogue/argocd.ts';
import { git } from './catalogue/git.ts';
import { network } from './catalogue/network.ts';
import { rbac } from './catalogue/rbac.ts';
import { reading } from './catalogue/reading.ts';
import { type Entries, type Entry, fill } from './entry.ts';

const guarded = 'A team changes the files of its own services; whatever else a change touches, the platform agrees to.';
const guard: Entries = Object.fromEntries(Object.entries(guardSentences).map(([code, { says, mend }]) => [code, { says, why: guarded, mend }]));

/** Every code there is. A test holds it against the sources: none is missing, and none is left over. */
export const catalogue: Entries = { ...guard, ...git, ...argocd, ...rbac, ...admission, ...network, ...reading };

/** The sentence and the mend of a finding or reason. */
export function describe({ code, args }: { readonly code: string; readonly args: Readonly<Record<string, string>> }): Pick<Entry, 'says' | 'mend'> {
  const { says, mend } = catalogue[code] ?? { says: code, mend: '' };
  return { says: fill(says, args), mend: fill(mend, args) };
}
