// Builds the kustomize that Argo CD carries into the user's cache, where `verify` and the tests find it, unless it is
// there already. Needs Go.
import { ensurePrograms } from '@tinjis/cluster/programs/build';
import { progressOf } from '@tinjis/cluster/progress';
import { clusterCache } from '@tinjis/cluster/state';

const progress = progressOf((line) => {
  console.log(line);
});
const { kustomize } = await ensurePrograms(['kustomize'], clusterCache(), progress);
console.log(kustomize.program('kustomize'));
