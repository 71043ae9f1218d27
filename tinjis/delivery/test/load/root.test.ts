import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Failure } from '@tinjis/manifests/failure';
import { findRoot } from '../../src/load/root.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

describe('the top of a delivery repository', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'root-'));
    mkdirSync(join(folder, 'own/policies'), { recursive: true });
    mkdirSync(join(folder, 'own/apps/payments'), { recursive: true });
    writeFileSync(join(folder, 'own/policies/teams.yaml'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is the folder itself, or the nearest above it', () => {
    expect(findRoot(join(folder, 'own'))).to.equal(join(folder, 'own'));
    expect(findRoot(join(folder, 'own/apps/payments'))).to.equal(join(folder, 'own'));
  });

  it('is the one that is named, from wherever it is named', () => {
    expect(findRoot(folder, 'own')).to.equal(join(folder, 'own'));
  });

  it('is not looked for above a folder that is named', () => {
    const named = expect(() => findRoot(folder, 'own/apps')).to.throw(Failure);
    expect(named.explanation).to.contain({ what: 'own/apps is not a delivery repository' });
  });

  it('is said to be missing where no folder above has a team file', () => {
    const outside = expect(() => findRoot(folder)).to.throw(Failure);
    expect(outside.explanation.what).to.contain('not inside a delivery repository');
    expect(outside.explanation.fix).to.contain('--repository');
  });
});
