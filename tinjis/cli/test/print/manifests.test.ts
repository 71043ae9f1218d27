import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { manifestsText } from '../../src/print/manifests.ts';

export const lab = Lab.script();
const { describe, it } = lab;

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
