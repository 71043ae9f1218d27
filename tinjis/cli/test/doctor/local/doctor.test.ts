import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { baseImageCheck, imageChecks } from '../../../src/doctor/local/images.ts';
import { certificateChecks, repositoryChecks } from '../../../src/doctor/local/repository.ts';
import { portChecks, toolChecks } from '../../../src/doctor/local/machine.ts';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { elliptic, sound } from '@tinjis/delivery/testing/certificates';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = organisation;
const teams = loadTeams(tree);
const digest = `sha256:${'a'.repeat(64)}`;

/** Health and finding, by the check's name. */
const said = (checks: readonly HealthCheck[]) =>
  Object.fromEntries(checks.map(({ name, health, found }) => [name, `${health}: ${found}`]));

describe('toolChecks', () => {
  it('finds what runs the project, and names what only some commands need', async () => {
    const found = said(await toolChecks(process.env, '26.10.0'));
    expect(found['Node']).to.equal('right: 26.10.0');
    expect(found['Git']).to.match(/^right: 2\.\d+/);
    expect(found['kustomize']).to.match(/^right: \d+\.\d+\.\d+ \(/);
    expect(Object.keys(found)).to.include(['go', 'buildah', 'kubectl', 'docker', 'gh']);
  });

  it('counts no Git as new enough that is not, nor one that does not say', () =>
    inFolder({ git: '#!/bin/sh\necho git version $VERSION\n' }, async (folder) => {
      chmodSync(join(folder, 'git'), 0o755);
      const git = async (VERSION: string) => said(await toolChecks({ PATH: `${folder}:/bin`, VERSION }))['Git'];
      expect(await git('3.1.0')).to.equal('right: 3.1.0');
      expect(await git('2.29.9')).to.equal('wrong: 2.29.9');
      expect(await git('1.40.1')).to.equal('wrong: 1.40.1');
      expect(await git('unknown')).to.equal('wrong: not found');
    }));

  it('finds what is missing, too old or does not run', async () => {
    const found = said(await toolChecks({ PATH: '', TINJIS_KUSTOMIZE: 'nowhere', UNSET: undefined }, '20.1.0'));
    expect(found).to.include({ Node: 'wrong: 20.1.0', Git: 'wrong: not found', go: 'notice: not found' });
    expect(found['kustomize']).to.match(/^wrong: TINJIS_KUSTOMIZE names nowhere/);
  });
});

describe('portChecks', () => {
  it('tells a free port from one in use', async () => {
    const server = createServer();
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    expect(said(await portChecks([['x', port]]))).to.equal({ [`${port} (x)`]: 'notice: in use' });
    await new Promise((done) => {
      server.close(done);
    });
    expect(said(await portChecks([['x', port]]))).to.equal({ [`${port} (x)`]: 'right: free' });
    expect(await portChecks()).to.have.length(4);
  });
});

describe('repositoryChecks', () => {
  it('finds a repository right', () => {
    const found = said(repositoryChecks(tree, teams));
    expect(found['promises']).to.match(/^right: all \d+ kept$/);
    expect(found['generated files']).to.match(/^right: all \d+ as policies\/teams.yaml gives them$/);
  });

  it('finds a broken promise, a file that drifted, and one that cannot be read', () => {
    const broken = said(
      repositoryChecks(changedTree(tree, { 'clusters/base/teams/payments/project.yaml': null }), teams),
    );
    expect(broken['promises']).to.match(/^wrong: /);
    const drifted = said(repositoryChecks(changedTree(tree, { '.github/CODEOWNERS': '* @mallory\n' }), teams));
    expect(drifted['promises']).to.match(/^wrong: \d+ of \d+ broken$/);
    expect(drifted['generated files']).to.equal('wrong: 1 differ');
    const unreadable = said(
      repositoryChecks(changedTree(tree, { 'clusters/local/kustomization.yaml': 'a: [\n' }), teams),
    );
    expect(unreadable['promises']).to.match(/^wrong: not readable: \d+ faults$/);
  });
});

describe('baseImageCheck', () => {
  it('tells base images by digest from those by tag alone', async () => {
    const bases = (text: string) =>
      inFolder({ 'services/base-images.env': text }, (root) => {
        const { health, found } = baseImageCheck(root);
        return `${health}: ${found}`;
      });
    expect(await bases(`A=x:1@${digest}\nB=y:1\n`)).to.equal('notice: 1 of 2 by tag alone');
    expect(await bases(`# A\nA=x:1@${digest}\n`)).to.equal('right: by digest');
    expect(baseImageCheck('nowhere')).to.include({ health: 'wrong', found: 'there is no services/base-images.env' });
  });
});

describe('certificateChecks', () => {
  const at = (days: number) => new Date(Date.parse('2026-11-23T01:17:12Z') + days * 24 * 60 * 60 * 1000);
  const with_ = (pem: string | null) =>
    changedTree(tree, { 'clusters/staging/bootstrap/sealing-certificate.pem': pem });

  it('tells the age of each, and that of the key of a cluster that makes its own', () => {
    expect(said(certificateChecks(with_(sound), teams, at(0)))).to.include({
      staging: 'right: 0 days old, valid until 2126-10-30',
    });
    expect(said(certificateChecks(with_(sound), teams, at(37)))['staging']).to.match(/^right: 37 days old/);
    expect(said(certificateChecks(with_(sound), teams, at(38)))['staging']).to.match(/^notice: 38 days old/);
    expect(said(certificateChecks(with_(null), teams, at(0)))['staging']).to.match(/^notice: none in the repository/);
  });

  it('finds one that must not be sealed for', () => {
    expect(said(certificateChecks(with_(elliptic), teams, at(0)))['staging']).to.match(
      /^wrong: the sealing certificate has no RSA key/,
    );
    expect(said(certificateChecks(with_(sound), teams, at(365 * 101)))['staging']).to.match(
      /^wrong: the sealing certificate expired/,
    );
  });
});

describe('imageChecks', () => {
  const file = 'apps/payments/payment/overlays/staging/kustomization.yaml';
  const found = (images: string | null) =>
    said(imageChecks(changedTree(tree, { [file]: images }), teams))['payments/payment on staging'];
  const entry = (name: string, tag: string, hash: string) =>
    `images:\n  - name: payment\n    newName: ${name}\n    newTag: ${tag}\n    digest: ${hash}\n`;

  it('tells what runs from what was never built', () => {
    expect(found(entry('ghcr.io/tinjis/tinjis-delivery/payment', 'b'.repeat(40), digest))).to.equal(
      'right: bbbbbbbbbbbb@sha256:aaaaaaaaaaaa',
    );
    expect(found('images:\n  - name: payment\n')).to.equal('notice: never built');
    expect(imageChecks(tree, teams)).to.have.length(6);
  });

  it('finds what is not pinned, foreign or missing', () => {
    expect(found(entry('ghcr.io/tinjis/tinjis-delivery/payment', 'latest', digest))).to.match(
      /^wrong: .*expected a full commit SHA/,
    );
    expect(found(entry('ghcr.io/mallory/payment', 'b'.repeat(40), digest))).to.match(
      /^wrong: .*this service's image is/,
    );
    expect(found('images:\n  - name: payment\n    newTag: x\n')).to.match(
      /^wrong: the image entry payment has only some of/,
    );
    expect(found(null)).to.equal(`wrong: there is no ${file}`);
  });
});
