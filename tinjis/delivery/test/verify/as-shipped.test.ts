import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { diskTree } from '@tinjis/manifests/tree/disk';
import type { Finding } from '@tinjis/rules/finding';
import { whereTakenIn } from '../../src/verify/as-shipped.ts';

export const lab = Lab.script();
const { describe, it } = lab;

// With a kustomization that takes in nothing, and one that is none.
const tree = changedTree(diskTree(join(process.cwd(), 'testing/fixtures/base')), {
  'a/kustomization.yaml': '',
  'b/kustomization.yaml': 'namespace: b\n',
});
const sent = (finding: Finding): Finding => whereTakenIn(finding, tree, new Reader());
const found = (file: string): Finding => ({ code: 'promise/open', args: {}, at: { file, line: 7 } });
const because = {
  code: 'rbac/granted',
  basis: 'granted',
  args: {},
  at: { file: 'clusters/vendor/argo-cd/install.yaml', line: 9 },
} as const;

describe('a breach in what upstream ships', () => {
  it("is sent to the entry that takes it in, with upstream's line as its reason", () => {
    const { at, because: rule } = sent(found('clusters/vendor/argo-cd/install.yaml'));
    expect(at.file).to.equal('clusters/base/argocd/kustomization.yaml');
    expect(tree.text(at.file).split('\n')[at.line - 1]).to.equal('  - ../../vendor/argo-cd');
    expect(rule).to.equal({
      code: 'kustomize/as-shipped',
      basis: 'default',
      args: {},
      at: { file: 'clusters/vendor/argo-cd/install.yaml', line: 7 },
    });
  });

  it('keeps the rule that decided', () => {
    expect(sent({ ...found('clusters/vendor/argo-cd/install.yaml'), because }).because).to.equal(because);
  });

  it('stays where nothing takes it in, as does every other', () => {
    for (const file of ['clusters/vendor/unused/install.yaml', 'policies/rbac/team-reader.yaml']) {
      expect(sent(found(file))).to.equal(found(file));
    }
  });
});
