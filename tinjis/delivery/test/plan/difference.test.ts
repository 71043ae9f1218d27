import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Rendering } from '@tinjis/manifests/render/rendered';
import { difference, type RenderedSide } from '../../src/plan/difference.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const object = (name: string): Rendering => ({
  folder: name,
  objects: [{ object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }, origin: 'a.yaml' }],
});
const broken = (folder: string): Rendering => ({ folder, problem: { what: 'broken', fix: 'fix it' } });
const side = (...renderings: Rendering[]): RenderedSide => ({
  folders: renderings.map(({ folder }) => ({ folder, cluster: 'one', team: folder === 'z' ? 'a' : 'b' })),
  renderings,
});

describe('difference()', () => {
  it('lists folders that come and go, by team and path, and none that stays', () => {
    const { folders } = difference(
      side(object('same'), object('gone')),
      side(object('same'), object('come'), object('z')),
    );
    expect(folders.map(({ team, folder, changes }) => [team, folder, changes[0]?.change])).to.equal([
      ['a', 'z', 'added'],
      ['b', 'come', 'added'],
      ['b', 'gone', 'removed'],
    ]);
  });

  it('does not compare a folder that did not render before, nor one that does not render now', () => {
    const found = difference(side(broken('was'), object('is')), side(object('was'), broken('is')));
    expect(found.folders).to.equal([]);
    expect(found.incomparable).to.equal([{ folder: 'was', problem: { what: 'broken', fix: 'fix it' } }]);
  });
});
