import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageFolder from '../../package-folder.cjs';
import type { Bundle } from './bundle.ts';

/** One file each under `tinjis/manifests/schemas`; `tinjis/manifests/schemas/extract.ts` writes them. */
const bundleNames = ['kubernetes', 'argo-cd', 'sealed-secrets', 'gateway-api'] as const;

/** Reads the schemas that are committed with the program. */
export function readSchemaBundles(): readonly Bundle[] {
  return bundleNames.map(
    (name) => JSON.parse(readFileSync(join(packageFolder, 'schemas', `${name}.json`), 'utf8')) as Bundle,
  );
}
