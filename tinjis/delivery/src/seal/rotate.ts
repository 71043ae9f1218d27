import type { KeyObject } from 'node:crypto';
import type { Explanation } from '@tinjis/manifests/failure';
import { addKey, dropOldKeys, newApiKey, readKeys, writtenKeys } from './api-keys.ts';
import { sealItem, strictLabel } from './item.ts';
import { itemsOf, moveItem, type SecretName, setItem } from './manifest.ts';

export const rotationSteps = ['start', 'switch', 'finish'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** The two files that a rotation changes: the caller's sealed key, and the hashes that the called service accepts. */
export interface Rotation {
  readonly caller: string;
  readonly secret: SecretName;
  /** The item from which the caller reads its key. */
  readonly item: string;
  readonly sealed: { readonly file: string; readonly text: string };
  readonly keys: { readonly file: string; readonly text: string };
}

export type RotationWrites = { readonly writes: Readonly<Record<string, string>> } | { readonly refusal: Explanation };

/** Roles of a caller's first key. */
const firstRoles = ['charge', 'read'];

/**
 * One reviewable step of a rotation; see docs/decisions/api-keys.md. Each step leaves both services working, however
 * long they stay there.
 * @param publicKey of the cluster's sealing certificate; only `start` seals
 */
export function rotate(step: RotationStep, rotation: Rotation, publicKey: KeyObject): RotationWrites {
  const { caller, secret, item, sealed, keys } = rotation;
  const refuse = (file: string, what: string, fix: string) => ({ refusal: { what, at: { file, line: 1 }, fix } });
  const entries = readKeys(keys.text);
  if (!entries)
    return refuse(keys.file, 'the keys file is no JSON array of entries with caller and sha256', 'fix it here');
  const items = itemsOf(sealed.text, sealed.file, secret);
  if ('refusal' in items) return items;
  const next = `${item}.next`;
  if (step === 'start') {
    if (items.includes(next))
      return refuse(
        sealed.file,
        `a rotation of ${item} is under way: there is a ${next}`,
        'go on with --rotate switch',
      );
    const key = newApiKey();
    const value = sealItem(publicKey, strictLabel(secret.namespace, secret.name), Buffer.from(key));
    // The very first key is used at once: there is no older key for it to stand beside.
    const edited = setItem(sealed.text, sealed.file, secret, items.includes(item) ? next : item, value);
    return written(edited, sealed.file, { [keys.file]: writtenKeys(addKey(entries, caller, key, firstRoles)) });
  }
  if (step === 'switch') return written(moveItem(sealed.text, sealed.file, secret, next, item), sealed.file, {});
  if (items.includes(next))
    return refuse(
      sealed.file,
      `${caller} does not use the new key yet: there is still a ${next}`,
      'let it: --rotate switch',
    );
  if (entries.filter((entry) => entry.caller === caller).length < 2) {
    return refuse(keys.file, `${caller} has no old key to drop`, 'start a rotation: --rotate start');
  }
  return { writes: { [keys.file]: writtenKeys(dropOldKeys(entries, caller)) } };
}

function written(
  edited: ReturnType<typeof setItem>,
  file: string,
  writes: Readonly<Record<string, string>>,
): RotationWrites {
  return 'refusal' in edited ? edited : { writes: { [file]: edited.text, ...writes } };
}
