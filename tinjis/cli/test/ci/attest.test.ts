import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { setImage } from '@tinjis/delivery/model/image-entry';
import { base, TestRepository } from '@tinjis/delivery/testing/repository';
import { attestStep } from '../../src/ci/attest.ts';
import { runStep } from '../../src/ci/step.ts';
import { digestOf, imageOf, overlayOf } from './delivery.ts';
import { GitHubServer, type Pull } from './github-server.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const app = 'tinjis-deliver[bot]';
const commit = 'c'.repeat(40);
const name = 'ghcr.io/tinjis/tinjis-delivery/payment';
const proposed = `${imageOf('payment', commit)}@${digestOf('a')}`;

describe('attestStep', () => {
  const origin = new TestRepository();
  const folder = mkdtempSync(join(tmpdir(), 'tinjis-attest-'));
  const clone = join(folder, 'clone');
  const server = new GitHubServer();
  let url: string;

  before(async () => {
    const file = overlayOf('payment', 'staging');
    const set = setImage(String(base[file]), file, 'payment', {
      newName: name,
      newTag: commit,
      digest: digestOf('a'),
    }) as { text: string };
    origin.branch('main', base);
    origin.branch('image', { [file]: set.text }, 'main');
    origin.branch('more', { [file]: set.text, 'README.md': 'x' }, 'main');
    origin.write();
    for (const [index, branch] of ['image', 'more'].entries()) {
      const sha = origin.git('rev-parse', branch).trim();
      origin.git('update-ref', `refs/pull/${index + 1}/head`, sha);
      server.open(index + 1, sha, app);
    }
    execFileSync('git', ['clone', '--quiet', '--no-checkout', '--single-branch', origin.root, clone]);
    mkdirSync(join(folder, 'bin'));
    url = await server.listen();
  });
  after(() => {
    server.close();
    origin.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * GitHub's program, first on the PATH. The real program needs GitHub's keys, so this one records its call and
   * answers.
   */
  function gh(lines: string): void {
    writeFileSync(join(folder, 'bin/gh'), `#!/bin/sh\necho "$@" >"${folder}/called"\n${lines}\n`);
    chmodSync(join(folder, 'bin/gh'), 0o755);
    rmSync(join(folder, 'called'), { force: true });
  }
  const about = (subject: string, digest: string) =>
    `cat "$DOCKER_CONFIG/config.json" >"${folder}/config"; echo '${JSON.stringify([{ verificationResult: { statement: { subject: [{ name: subject, digest: { sha256: digest } }] } } }])}'`;
  const called = () => readFileSync(join(folder, 'called'), 'utf8').trim();

  async function attest(number = 1) {
    const said: string[] = [];
    const exit = await runStep('attest', attestStep, {
      env: {
        PATH: `${join(folder, 'bin')}:${String(process.env['PATH'])}`,
        HOME: folder,
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: 'tinjis/tinjis-delivery',
        GH_TOKEN: 'reader',
        API_PAUSE_MS: '1',
        HEAD_SHA: server.pulls[number - 1]?.head.sha,
      },
      root: clone,
      say: (line) => said.push(line),
    });
    return { exit, images: said.at(-1), said: said.join('\n') };
  }

  it('hands on the proposed image, once its provenance is that of the build workflow and this commit of main', async () => {
    gh(about(name, 'a'.repeat(64)));
    const { exit, images, said } = await attest();
    expect({ exit, images }).to.equal({ exit: 0, images: `images=${JSON.stringify([proposed])}` });
    expect(called()).to.equal(
      `attestation verify oci://${name}@${digestOf('a')} --repo tinjis/tinjis-delivery --format json` +
        ' --signer-workflow tinjis/tinjis-delivery/.github/workflows/build.yaml' +
        ` --source-digest ${commit} --source-ref refs/heads/main --deny-self-hosted-runners`,
    );
    const auth = Buffer.from('x-access-token:reader').toString('base64');
    expect(JSON.parse(readFileSync(join(folder, 'config'), 'utf8'))).to.equal({ auths: { 'ghcr.io': { auth } } });
    expect(said).not.to.contain('reader').and.not.to.contain(auth);
  });

  for (const [what, lines, says] of [
    ['gh refuses', 'echo "no attestations found" >&2; exit 1', 'no attestations found'],
    ['it is about another service', about(name.replace('payment', 'antaeus'), 'a'.repeat(64)), 'another image'],
    ['it is about another digest', about(name, 'b'.repeat(64)), 'another image'],
    ['gh answers something else', 'echo "[{}]"', 'is not attested'],
  ] as const) {
    it(`hands on nothing where ${what}, and says why`, async () => {
      gh(lines);
      const { exit, images, said } = await attest();
      expect({ exit, images }).to.equal({ exit: 0, images: 'images=[]' });
      expect(said).to.contain(proposed).and.to.contain(says);
    });
  }

  it('asks about no change that the guard refuses anyway, nor about one of a person', async () => {
    gh('echo "must not be called"');
    expect((await attest(2)).images).to.equal('images=[]');
    Object.assign(server.pulls[0] as Pull, { user: { login: 'payments-dev' } });
    expect((await attest()).images).to.equal('images=[]');
    Object.assign(server.pulls[0] as Pull, { user: { login: app } });
    expect(() => called()).to.throw();
  });

  it('hands on nothing where the pull request is closed meanwhile', async () => {
    gh(about(name, 'a'.repeat(64)));
    const pull = server.pulls[0] as Pull;
    const first = () => {
      pull.state = 'closed';
    };
    server.instead.push({ request: 'GET /pulls/1/reviews', status: 0, body: '', first });
    expect((await attest()).images).to.equal('images=[]');
    pull.state = 'open';
    expect((await attest()).images).to.equal(`images=${JSON.stringify([proposed])}`);
  });
});
