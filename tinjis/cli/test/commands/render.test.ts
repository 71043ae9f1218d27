import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { delivery } from '@tinjis/delivery/testing/smallest';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { manifestsText } from '../../src/commands/render.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const env = { PATH: process.env['PATH'] ?? '', TINJIS_CACHE: 'off' };

describe('tinjis render', () => {
  it('prints what one service brings to a cluster, and which kustomize rendered it', async () => {
    await inFolder(delivery, async (folder) => {
      const around = surroundings(folder, env);
      expect(await run(['render', 'shop/cart', '--cluster', 'local'], around)).to.equal(0);
      expect(around.out.join('')).to.startWith('# apps/shop/cart/base/service.yaml\napiVersion: v1\nkind: Service\n');
      expect(around.err.join('')).to.match(/^rendering 1 folders by .+, version \d+\.\d+\.\d+\n$/);
    });
  });

  it('prints findings instead where a field is misspelt, with its place', async () => {
    const misspelt = {
      'clusters/local/namespaces/shop.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  lables: {a: b}\n',
    };
    await inFolder({ ...delivery, ...misspelt }, async (folder) => {
      const around = surroundings(folder, env);
      expect(await run(['render'], around)).to.equal(1);
      expect(around.out.join('')).to.contain(
        'Namespace shop has metadata.lables, which its kind does not know\n  clusters/local/namespaces/shop.yaml:5',
      );
      expect(around.out.join('')).to.endWith('  fix: did you mean labels?\n1 found\n');
      const json = surroundings(folder, env);
      expect(await run(['render', '--json'], json)).to.equal(1);
      expect(JSON.parse(json.out.join('')).findings[0].code).to.equal('schema/unknown-field');
    });
  });
});

describe('manifestsText()', () => {
  it('writes one stream of YAML that readers of any version take alike, with where each object came from', () => {
    const object = (name: string, data?: object): object => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      ...(data && { data }),
    });
    const renderings = [
      {
        folder: 'a',
        objects: [
          { object: object('a', { on: 'yes', mode: '0755' }), origin: 'a/map.yaml' },
          { object: object('b'), origin: 'b.yaml' },
        ],
      },
      { folder: 'broken', problem: { what: '', fix: '' } },
    ] as Parameters<typeof manifestsText>[0];
    expect(manifestsText(renderings)).to.equal(`# a/map.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  "on": "yes"
  mode: "0755"
---
# b.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: b`);
  });
});
