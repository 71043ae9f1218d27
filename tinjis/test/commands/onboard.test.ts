import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { delivery } from '../delivery.ts';
import { surroundings } from '../streams.ts';
import { inFolder } from '../temporary.ts';

export const lab = Lab.script();
const { describe, it } = lab;

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function onboard(folder: string, ...args: readonly string[]): Promise<Ended> {
  const around = surroundings(folder);
  const exit = await run(['onboard', ...args], around);
  return { exit, out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis onboard', () => {
  it('writes a new service, and only shows it in a dry run', async () => {
    await inFolder(delivery, async (folder) => {
      const dry = await onboard(folder, 'shop', 'list', '--caller', 'shop/cart', '--dry-run');
      expect(dry.exit).to.equal(0);
      expect(dry.out).to.startWith('~ policies/teams.yaml\n    +      list:\n    +        port: 8080\n    +        opsPort: 8081\n    +        callers: [shop/cart]\n');
      expect(dry.out).to.match(/\n\+ apps\/shop\/list\/base\/deployment\.yaml\n[^]*\n\d+ files to write; nothing written\n$/);
      expect(existsSync(join(folder, 'apps/shop/list'))).to.be.false();
      const done = await onboard(folder, 'shop', 'list', '--port', '7000', '--ops-port', '7070', '--outside');
      expect(done.out).to.match(/\d+ files written; commit them together\n$/);
      expect(readFileSync(join(folder, 'apps/shop/list/base/deployment.yaml'), 'utf8')).to.contain('{name: ops, containerPort: 7070}');
      expect(readFileSync(join(folder, 'apps/shop/list/overlays/local/kustomization.yaml'), 'utf8')).to.contain('value: NodePort');
    });
  });

  it('refuses what cannot be added, and a port that is none', async () => {
    await inFolder(delivery, async (folder) => {
      const taken = await onboard(folder, 'shop', 'cart');
      expect(taken).to.include({ exit: 1 });
      expect(taken.out).to.contain('shop/cart is there already');
      expect((await onboard(folder, 'shop', 'list', '--port', 'http')).err).to.contain('--port is http, expected a port number');
      expect((await onboard(folder, 'post', 'list', '--json')).out).to.contain('"what": "the new team post has no member"');
    });
  });
});
