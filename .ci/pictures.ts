// `npm run pictures`: writes docs/pictures from what the evaluators say of the example organisation. With --check:
// fails if a file says something else, and writes nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRepository } from '@tinjis/delivery/load/repository';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { deliveryPicture } from '@tinjis/cli/pictures/delivery';
import { isolationPicture } from '@tinjis/cli/pictures/isolation';
import { drawFile } from '@tinjis/cli/pictures/picture';

const [check, folder = join(import.meta.dirname, '../docs/pictures')] = process.argv.slice(2);
const repository = readRepository(organisation);
// The last cluster is the one that counts: the others come before it.
const cluster = 'model' in repository ? repository.model.clusters.at(-1) : undefined;
if (!('model' in repository) || !cluster) throw new Error('the repository cannot be read: npx tinjis verify says why');

const pictures = {
  delivery: deliveryPicture(repository.model, cluster),
  isolation: isolationPicture(repository.model, cluster),
};
for (const [name, picture] of Object.entries(pictures)) {
  const file = join(folder, `${name}.svg`);
  const wanted = await drawFile(picture);
  if (check !== '--check') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, wanted);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
    console.error(`${file} is not what the trees say: npm run pictures`);
    process.exitCode = 1;
  }
}
