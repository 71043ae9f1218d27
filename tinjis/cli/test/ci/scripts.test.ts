import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { delivery } from '@tinjis/delivery/testing/smallest';

export const lab = Lab.script();
const { beforeEach, afterEach, describe, it } = lab;

const root = join(process.cwd(), '../..');
const digest = `sha256:${'d'.repeat(64)}`;

/** The workflows' shell scripts, run as a workflow runs them: in a checkout, with all input in the environment. */
describe('the shell scripts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tinjis-scripts-'));
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    commit(delivery);
    writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\nbin\n*.md\noutput\n');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function commit(files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        encoding: 'utf8',
      });
    git('add', '--all');
    git('commit', '--quiet', '--message=x');
    return git('rev-parse', 'HEAD').trim();
  }
  /** A third-party program, first on the PATH. */
  function program(name: string, lines: string): void {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  function run(script: string, env: Record<string, string>): Promise<{ readonly exit: number; readonly out: string }> {
    const path = `${join(folder, 'bin')}:${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
    return new Promise((done) => {
      execFile(
        join(root, '.github/scripts', script),
        { cwd: folder, env: { PATH: path, HOME: folder, ...env } },
        (error, stdout, stderr) => {
          done({ exit: error ? Number(error.code) : 0, out: stdout + stderr });
        },
      );
    });
  }
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const service = 'apps/shop/cart/base/service.yaml';

  it('difference.sh leaves what a branch changes since it left main, for the comment and the summary', async () => {
    const base = commit({ 'notes.txt': 'main\n' });
    commit({ [service]: delivery[service].replace('8000', '8080') });
    const { exit, out } = await run('difference.sh', { BASE: base, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') });
    expect({ exit, out }).to.include({ exit: 0 });
    expect(read('difference.md')).to.contain('<b>shop</b> on local').and.to.contain('8080');
    expect(read('summary.md')).to.equal(read('difference.md'));
  });

  it('difference.sh fails where the change does not render, and says where all the same', async () => {
    const base = commit({ 'notes.txt': 'main\n' });
    commit({ 'apps/shop/cart/base/kustomization.yaml': 'resources: [gone.yaml]\n' });
    expect((await run('difference.sh', { BASE: base })).exit).to.equal(1);
    expect(read('difference.md')).to.contain('gone.yaml');
  });

  it('difference.sh needs a base that is there', async () => {
    expect((await run('difference.sh', { BASE: 'f'.repeat(40) })).exit).to.be.above(0);
    expect((await run('difference.sh', {})).out).to.contain('commit of the base branch');
    expect(existsSync(join(folder, 'difference.md'))).to.be.false();
  });

  it('build.sh publishes nothing from a base image that only has a tag', async () => {
    commit({
      'services/base-images.env': `BUILD_IMAGE=docker.io/library/node:26@${digest}\nRUNTIME_IMAGE=gcr.io/distroless/nodejs26:nonroot\n`,
    });
    program('buildah', 'echo built >>output');
    const { exit, out } = await run('image/build.sh', { SERVICE: 'shop/cart', REQUIRE_DIGESTS: 'yes' });
    expect(exit).to.equal(1);
    expect(out).to.contain('gcr.io/distroless/nodejs26:nonroot has no digest');
    expect(existsSync(join(folder, 'output'))).to.be.false();
    expect((await run('image/build.sh', { SERVICE: 'shop/cart' })).exit).to.equal(0);
  });

  it('pin-bases.sh enters the digests of today, and leaves the file alone where the registry gives none', async () => {
    const tags = 'BUILD_IMAGE=docker.io/library/node:26\nRUNTIME_IMAGE=localhost/base:1@sha256:old\n';
    commit({ 'services/base-images.env': tags });
    program('skopeo', 'echo "manifest unknown"');
    expect((await run('image/pin-bases.sh', {})).exit).to.equal(1);
    expect(read('services/base-images.env')).to.equal(tags);
    program('skopeo', `echo ${digest}`);
    expect((await run('image/pin-bases.sh', {})).exit).to.equal(0);
    expect(read('services/base-images.env')).to.equal(
      `BUILD_IMAGE=docker.io/library/node:26@${digest}\nRUNTIME_IMAGE=localhost/base:1@${digest}\n`,
    );
  });

  const archived = 'an index';
  const archivedDigest = `sha256:${createHash('sha256').update(archived).digest('hex')}`;
  const publishing = (more: Record<string, string> = {}): Record<string, string> => ({
    SERVICE: 'shop/cart',
    ARCHIVE: 'image.tar',
    DIGEST: archivedDigest,
    REGISTRY_USER: 'me',
    REGISTRY_TOKEN: 'secret-token',
    GITHUB_OUTPUT: join(folder, 'given.md'),
    ...more,
  });
  /** A stand-in for Skopeo, which not every machine has. It records its call, and shows the archive's index. */
  const skopeo = (then = ''): void => {
    program(
      'skopeo',
      `if [ "$1" = inspect ]; then printf '%s' '${archived}'; exit; fi
echo "$@" >>output
if [ "$1" = login ]; then cat >>output; fi
${then}`,
    );
  };

  it('archive.sh hands on the digest of what was built, and an artifact for each service', async () => {
    program(
      'buildah',
      `echo "$@" >>output
while [ $# -gt 0 ]; do if [ "$1" = --digestfile ]; then echo ${digest} >"$2"; fi; shift; done`,
    );
    const given = join(folder, 'given.md');
    expect((await run('image/archive.sh', { SERVICE: 'shop/cart', GITHUB_OUTPUT: given })).exit).to.equal(0);
    expect(read('given.md')).to.equal(`artifact=image-cart\ndigest=${digest}\n`);
    expect(read('output')).to.contain('localhost/tinjis/cart oci-archive:image.tar');
    program('buildah', 'exit 125');
    expect((await run('image/archive.sh', { SERVICE: 'shop/cart' })).exit).to.equal(125);
  });

  it('publish.sh tags by commit, hands on what it published, and gives the token to nobody but the registry', async () => {
    const head = commit({ 'notes.txt': 'x\n' });
    skopeo();
    const { exit, out } = await run('image/publish.sh', publishing());
    expect({ exit, out }).to.include({ exit: 0 });
    const name = 'ghcr.io/example/delivery/cart';
    expect(read('given.md')).to.equal(`name=${name}\nimage=${name}:${head}\ndigest=${archivedDigest}\n`);
    const [login, token, copy] = read('output').split('\n');
    expect(login).to.contain('--password-stdin ghcr.io').and.not.to.contain('secret-token');
    expect(token).to.equal('secret-token');
    expect(copy)
      .to.contain('--all --preserve-digests')
      .and.to.contain(`oci-archive:image.tar docker://${name}:${head}`);
    expect(out).not.to.contain('secret-token');
  });

  it('publish.sh publishes no other archive than the one that was built', async () => {
    skopeo();
    const { exit, out } = await run('image/publish.sh', publishing({ DIGEST: digest }));
    expect(exit).to.equal(1);
    expect(out).to.contain(`the archive holds ${archivedDigest}, but ${digest} was built`);
    expect(existsSync(join(folder, 'output'))).to.be.false();
  });

  it('publish.sh hands on nothing where the registry refuses', async () => {
    skopeo('[ "$1" != copy ] || exit 125');
    expect((await run('image/publish.sh', publishing())).exit).to.equal(125);
    expect(existsSync(join(folder, 'given.md'))).to.be.false();
  });
});
