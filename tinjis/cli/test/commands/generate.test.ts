import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { organisation, teamFile } from '@tinjis/delivery/testing/organisation';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const catalogue = organisation.text('policies/kinds.yaml');

describe('tinjis generate', () => {
  it('writes what the team file gives, finds nothing then, and shows an edit by hand as drift', () =>
    inFolder({ 'policies/teams.yaml': teamFile, 'policies/kinds.yaml': catalogue }, async (root) => {
      expect(await run(['generate', '--check'], surroundings(root))).to.equal(1);
      expect(await run(['generate'], surroundings(root))).to.equal(0);
      const clean = surroundings(root);
      expect(await run(['generate', '--check'], clean)).to.equal(0);
      expect(clean.out.join('')).to.contain('generated files are as policies/teams.yaml gives them');

      const project = join(root, 'clusters/base/teams/payments/project.yaml');
      const text = readFileSync(project, 'utf8');
      const leftover = join(root, 'clusters/base/teams/payments/gone.yaml');
      writeFileSync(leftover, text);
      writeFileSync(project, text.replace('namespace: payments', 'namespace: "*"'));
      const drifted = surroundings(root);
      expect(await run(['generate', '--check'], drifted)).to.equal(1);
      expect(drifted.out.join(''))
        .to.contain('--- a/clusters/base/teams/payments/project.yaml')
        .and.to.contain('-      namespace: "*"');
      expect(await run(['generate'], surroundings(root))).to.equal(0);
      expect(readFileSync(project, 'utf8')).to.equal(text);
      expect(existsSync(leftover)).to.be.false();
    }));

  it('refuses a team file that cannot be read, with file, line and fix', () =>
    inFolder({ 'policies/teams.yaml': teamFile.replace('role: platform', 'role: king') }, async (root) => {
      const around = surroundings(root);
      expect(await run(['generate'], around)).to.equal(3);
      expect(around.err.join('')).to.match(/policies\/teams\.yaml:\d+/);
    }));
});
