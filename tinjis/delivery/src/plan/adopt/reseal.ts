import { folderOf, type Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '../../model/layout.ts';
import type { Teams } from '../../model/teams.ts';
import { digestOf, type KeyEntry, newApiKey, writtenKeys } from '../../seal/api-keys.ts';
import { sealingCertificateFile } from '../../seal/certificate.ts';
import { type SealedItem, resealed } from './secrets.ts';

/** The functions that give values a successor. */
export interface Sealing {
  /** Gives a value that nobody can guess. */
  random(): string;
  /** Makes a ciphertext that only the holder of the cluster's key can open, and only as this item of this Secret. */
  seal(item: SealedItem, value: string): string;
}

export interface Resealed {
  readonly writes: Readonly<Record<string, string>>;
  /** The number of sealed values. */
  readonly values: number;
  /** Values that another system issues: a stand-in is sealed until they are set. `SECRET/ITEM`, with the file. */
  readonly toSet: readonly { readonly file: string; readonly item: string }[];
  /** Values that another system needs to know. Only these are not forgotten once sealed. */
  readonly toTell: readonly { readonly item: string; readonly value: string }[];
}

const issuedElsewhere = new Set(['argocd-sso/github-client-id', 'argocd-sso/github-client-secret']);
const neededElsewhere = new Set(['argocd-webhooks/github']);
/**
 * `payment-api-key`: the key that a caller shows to the service `payment`. `.next` appears during a rotation, which
 * goes on with new keys.
 */
const apiKeyItem = /^(?<callee>[a-z][a-z0-9-]*)-api-key(?:\.next)?$/;
/** The sample files' comment about themselves. */
const sample = /^# Sealed for the sample certificate[^\n]*\n# `tinjis adopt`[^\n]*\n/;

/** A new API key, and who shows it to whom. */
interface NewKey {
  readonly caller: string;
  readonly callee: string;
  readonly sha256: string;
}

/**
 * Gives every sealed value of a cluster a successor. Nobody can read the old values back, so passwords and API keys are
 * made anew, and a key's hash goes to the service that it opens.
 */
export function resealCluster(tree: Tree, teams: Teams, cluster: string, { random, seal }: Sealing): Resealed {
  const keys: NewKey[] = [];
  const toSet: Resealed['toSet'][number][] = [];
  const toTell: Resealed['toTell'][number][] = [];
  let values = 0;
  const files = sealedFiles(tree, cluster).map((file): readonly [string, string] => {
    const text = resealed(tree.text(file), (sealed) => {
      const item = `${sealed.name}/${sealed.item}`;
      const callee = apiKeyItem.exec(sealed.item)?.groups?.['callee'];
      const value = callee === undefined ? random() : newApiKey();
      if (callee !== undefined) keys.push({ caller: serviceOf(file), callee, sha256: digestOf(value) });
      if (issuedElsewhere.has(item)) toSet.push({ file, item });
      if (neededElsewhere.has(item)) toTell.push({ item, value });
      values += 1;
      return seal(sealed, value);
    });
    const own = `# Sealed for this cluster's certificate: ${sealingCertificateFile(cluster)}.\n# \`tinjis seal\` replaces a single value.\n`;
    return [file, text.replace(sample, own)];
  });
  return { writes: { ...Object.fromEntries(files), ...keyFiles(tree, teams, cluster, keys) }, values, toSet, toTell };
}

function sealedFiles(tree: Tree, cluster: string): readonly string[] {
  return tree.paths.filter(
    (path) =>
      path.endsWith('/sealed-secrets.yaml') &&
      `/${path}`.includes(path.startsWith('apps/') ? `/overlays/${cluster}/` : `/clusters/${cluster}/`),
  );
}

/** `apps/TEAM/SERVICE/overlays/…` */
function serviceOf(file: string): string {
  return String(file.split('/')[2]);
}

/** Drops hashes of keys that were not made anew: nobody knows who holds those keys, and it is not the new owner. */
function keyFiles(
  tree: Tree,
  teams: Teams,
  cluster: string,
  keys: readonly NewKey[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    teams.developers
      .flatMap((team) => team.services)
      .flatMap(({ team, name }) => {
        const file = `${folderOf(overlayFile({ team, service: name }, cluster))}/api-keys.json`;
        if (tree.kind(file) !== 'file') return [];
        const before = JSON.parse(tree.text(file)) as readonly KeyEntry[];
        const entries = keys
          .filter(({ callee }) => callee === name)
          .flatMap(({ caller, sha256 }) =>
            before
              .filter((entry) => entry.caller === caller)
              .slice(0, 1)
              .map(({ roles }) => ({ caller, roles, sha256 })),
          );
        return [[file, writtenKeys(entries as readonly KeyEntry[])] as const];
      }),
  );
}
