// `npm run pictures`: writes docs/pictures and the Mermaid text in docs/architecture.md from what the evaluators say of
// the trees. With --check: writes nothing, and fails where a file says something else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRepository } from '@tinjis/delivery/load/repository';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { deliveryPicture } from '@tinjis/cli/reference/pictures/delivery';
import { isolationPicture } from '@tinjis/cli/reference/pictures/isolation';
import { toMermaid } from '@tinjis/cli/reference/pictures/mermaid';
import { withMermaid } from '@tinjis/cli/reference/pictures/page';
import { toSvg } from '@tinjis/cli/reference/pictures/svg';

const [check, docs = join(import.meta.dirname, '../docs')] = process.argv.slice(2);
const repository = readRepository(diskTree(dirname(import.meta.dirname)));
// The last cluster is the one that counts: the others come before it.
const cluster = 'model' in repository ? repository.model.clusters.at(-1) : undefined;
if (!('model' in repository) || !cluster) throw new Error('the repository cannot be read: npx tinjis verify says why');

const pictures = {
  delivery: deliveryPicture(repository.model, cluster),
  isolation: isolationPicture(repository.model, cluster),
};
const page = join(docs, 'architecture.md');
const files = new Map<string, string>();
let text = readFileSync(page, 'utf8');
for (const [name, picture] of Object.entries(pictures)) {
  files.set(join(docs, 'pictures', `${name}.svg`), toSvg(picture));
  text = withMermaid(text, name, toMermaid(picture));
}
files.set(page, text);

for (const [file, wanted] of files) {
  if (check !== '--check') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
  } else if (readFileSync(file, 'utf8') !== wanted) {
    console.error(`${file} is not what the trees say: npm run pictures`);
    process.exitCode = 1;
  }
}
