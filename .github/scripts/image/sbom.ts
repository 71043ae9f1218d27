import { readFileSync, writeFileSync } from 'node:fs';
// By its path: an image is built in a clone of one commit, where nothing is installed.
import { type Lock, sbom } from '../../../tinjis/cli/src/ci/sbom.ts';

// SERVICE is TEAM/SERVICE; the folder of a service's program has its name.
const service = String(process.env['SERVICE']).split('/').at(-1);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { readonly packages: Lock };
writeFileSync('sbom.cdx.json', `${JSON.stringify(sbom(packages, `services/${service}`), null, 2)}\n`);
