import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { delivery } from '@tinjis/delivery/testing/smallest';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const local = '    outside: node-port\n    people: accounts\n    pods: 10.244.0.0/16\n';
const overlay = (cluster: string): string => `apps/shop/cart/overlays/${cluster}/kustomization.yaml`;
const never = 'resources: [../../base, deployment.yaml]\nimages:\n  - name: cart\n';
const built = `${never}    newName: ghcr.io/example/delivery/cart\n    newTag: ${'a'.repeat(40)}\n    digest: sha256:${'b'.repeat(64)}\n`;
const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n  template:\n    spec:\n      containers: [{name: cart, image: cart}]\n';
const files = {
  ...delivery,
  'policies/teams.yaml': delivery['policies/teams.yaml'].replace(
    `  local:\n${local}`,
    `  local:\n${local}  staging:\n${local}`,
  ),
  [overlay('local')]: built,
  [overlay('staging')]: never,
  'apps/shop/cart/overlays/local/deployment.yaml': deployment,
  'apps/shop/cart/overlays/staging/deployment.yaml': deployment,
};

async function promote(
  folder: string,
  ...options: readonly string[]
): Promise<{ readonly exit: number; readonly out: string }> {
  const around = surroundings(folder, { PATH: process.env['PATH'] ?? '', TINJIS_CACHE: join(folder, 'cache') });
  const exit = await run(['promote', 'shop/cart', ...options], around);
  return { exit, out: around.out.join('') };
}

describe('tinjis promote', () => {
  it('shows what changes in a dry run, writes it otherwise, and has nothing to do the second time', async () => {
    await inFolder(files, async (folder) => {
      const dry = await promote(folder, '--from', 'local', '--to', 'staging', '--dry-run');
      expect(dry.exit).to.equal(0);
      expect(dry.out).to.contain(
        `spec.template.spec.containers[cart].image: cart → ghcr.io/example/delivery/cart:${'a'.repeat(40)}@sha256:`,
      );
      expect(dry.out).to.contain('nothing written');
      const read = (): string => readFileSync(join(folder, overlay('staging')), 'utf8');
      expect(read()).to.equal(never);
      expect((await promote(folder, '--from', 'local', '--to', 'staging')).out).to.endWith(
        `wrote ${overlay('staging')}\n`,
      );
      expect(read()).to.equal(built);
      expect((await promote(folder, '--from', 'local', '--to', 'staging')).out).to.endWith(
        'staging already runs it: nothing to write\n',
      );
    });
  });

  it('refuses a source that was never built, and a target that would not render', async () => {
    await inFolder({ ...files, 'apps/shop/cart/overlays/staging/deployment.yaml': 'a: b\n c: d\n' }, async (folder) => {
      const source = await promote(folder, '--from', 'staging', '--to', 'local');
      expect(source.exit).to.equal(1);
      expect(source.out).to.contain('shop/cart was never built on staging');
      const target = await promote(folder, '--from', 'local', '--to', 'staging', '--json');
      expect(target.exit).to.equal(1);
      expect(JSON.parse(target.out).refusal.what).to.contain('deployment.yaml is not YAML');
      expect(readFileSync(join(folder, overlay('staging')), 'utf8')).to.equal(never);
    });
  });

  it('refuses a cluster that is none', async () => {
    await inFolder(files, async (folder) => {
      expect((await promote(folder, '--from', 'local', '--to', 'moon')).exit).to.equal(2);
    });
  });
});
