import { isMap, isScalar, parseAllDocuments, type Scalar } from 'yaml';
import { applySplices, type Splice } from '@tinjis/manifests/edit/mapping';

/** A sealed value in a file. */
export interface SealedItem {
  readonly namespace: string;
  /** Name of the SealedSecret. */
  readonly name: string;
  /** Key of the value in the Secret. */
  readonly item: string;
}

/**
 * The file with other sealed values; comments, order and everything else stay.
 * @param seal gives the new ciphertext of a value, which has neither line ends nor spaces
 */
export function resealed(text: string, seal: (item: SealedItem) => string): string {
  return applySplices(
    text,
    sealedItems(text).map(({ start, end, ...item }): Splice => ({ start, end, put: seal(item) })),
  );
}

/** The sealed values in a file, and where each stands in its text. */
export function sealedItems(text: string): readonly (SealedItem & { readonly start: number; readonly end: number })[] {
  return [...parseAllDocuments(text)].flatMap((document) => {
    const data = document.getIn(['spec', 'encryptedData']);
    if (document.get('kind') !== 'SealedSecret' || !isMap(data)) return [];
    const [namespace, name] = ['namespace', 'name'].map((key) => String(document.getIn(['metadata', key]))) as [
      string,
      string,
    ];
    return data.items
      .filter(({ value }) => isScalar(value))
      .map(({ key, value }) => {
        const [start, end] = (value as Scalar).range as [number, number, number];
        return { namespace, name, item: String(key), start, end };
      });
  });
}
