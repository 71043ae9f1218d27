import { parseDocument } from 'yaml';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';

/** Where the platform team writes down under which address a cluster shows its sealing certificate. */
export const addressesFile = '.github/sealing-certificates.yaml';

/**
 * Reads the addresses, by cluster. A file and not a variable of GitHub's: whoever can write the address chooses what
 * values are sealed for, so it is reviewed like everything else.
 * @throws Failure (unreadable) for what is no address that may be asked
 */
export function certificateAddresses(tree: Tree): readonly { readonly cluster: string; readonly address: string }[] {
  const document = parseDocument(tree.kind(addressesFile) === 'file' ? tree.text(addressesFile) : '');
  const written: unknown = document.errors.length > 0 ? document.errors : document.toJS();
  return Object.entries(written ?? {}).map(([cluster, address]) => {
    if (typeof address === 'string' && address.startsWith('https://') && URL.canParse(address))
      return { cluster, address };
    throw new Failure('unreadable', {
      what: `${addressesFile} gives ${cluster} an address that is not https://`,
      at: { file: addressesFile, line: 1 },
      why: 'who can change the answer on its way can read every value that is sealed afterwards',
      fix: 'write CLUSTER: https://…',
    });
  });
}
