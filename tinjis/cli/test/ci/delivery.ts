import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edits } from '@tinjis/delivery/testing/repository';
import { base, TestRepository } from '@tinjis/delivery/testing/repository';
import { GitHubServer } from './github-server.ts';

const dockerfile = (service: string): string => `FROM base AS build
COPY package.json package-lock.json ./
COPY services/chassis/src services/chassis/src
COPY --chown=1:1 services/${service}/src \\
  services/${service}/src
FROM other
COPY --from=build /app /app
`;

/** The small repository of the guard's tests, with the files that image builds need. */
export const withImages: Edits = {
  ...base,
  'package-lock.json': '{}\n',
  'services/payment/Dockerfile': dockerfile('payment'),
  'services/antaeus/Dockerfile': dockerfile('antaeus'),
  'services/payment/README.md': 'read me\n',
};

export const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const imageOf = (service: string, commit: string): string =>
  `ghcr.io/tinjis/tinjis-delivery/${service}:${commit}`;
export const overlayOf = (service: string, cluster: string): string =>
  `apps/${service === 'payment' ? 'payments' : 'billing'}/${service}/overlays/${cluster}/kustomization.yaml`;

/** A bare origin with GitHub's API beside it, and a clone for each runner. */
export class Delivery {
  readonly origin = new TestRepository('nobody');
  readonly server = new GitHubServer();
  readonly #folders: string[] = [];
  url = '';

  async start(): Promise<void> {
    this.origin.branch('main', withImages);
    this.origin.write();
    this.url = await this.server.listen();
  }

  stop(): void {
    this.server.close();
    for (const folder of [this.origin.root, ...this.#folders]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Merges to main. @returns the commit */
  merge(edits: Edits): string {
    this.origin.branch('main', edits, 'main');
    this.origin.write();
    return this.origin.git('rev-parse', 'main').trim();
  }

  /** Takes a proposed branch into main, as merging its pull request does. */
  accept(branch: string): void {
    this.origin.git('update-ref', 'refs/heads/main', branch);
    this.origin.git('update-ref', '-d', `refs/heads/${branch}`);
    for (const pull of this.server.pulls) {
      if (pull.head.ref === branch) pull.state = 'closed';
    }
  }

  read(branch: string, file: string): string {
    return this.origin.git('show', `${branch}:${file}`);
  }

  clone(): string {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-clone-'));
    this.#folders.push(folder);
    const untidied = ['--config', 'maintenance.auto=false'];
    execFileSync(
      'git',
      ['clone', '--quiet', '--template=', ...untidied, '--branch', 'main', this.origin.root, folder],
      {
        stdio: 'ignore',
      },
    );
    return folder;
  }

  /** A folder with a hook for the origin. */
  hook(name: string, line: string): string {
    return this.#program(name, [line]);
  }

  /** A folder to put first on the PATH. Its `git` changes the origin before a push leaves, as another runner might. */
  rival(before: string): string {
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    return this.#program('git', [
      `git() { ${real} -C ${this.origin.root} "$@"; }`,
      `if [ "$1" = push ]; then ${before}; fi`,
      `exec ${real} "$@"`,
    ]);
  }

  #program(name: string, lines: readonly string[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-program-'));
    this.#folders.push(folder);
    writeFileSync(join(folder, name), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
    return folder;
  }

  /** The environment that a runner gives a step; from this machine, only the location of programs. */
  env(more: Readonly<Record<string, string>>): Record<string, string> {
    const github = {
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: 'tinjis/tinjis-delivery',
      GH_TOKEN: 'secret-token',
      API_PAUSE_MS: '1',
    };
    return { PATH: String(process.env['PATH']), HOME: tmpdir(), ...github, ...more };
  }

  /** Runs a script of `.github/scripts` as a workflow does: a process of its own, in a clone. */
  script(
    name: string,
    clone: string,
    more: Readonly<Record<string, string>>,
  ): Promise<{ readonly exit: number; readonly out: string }> {
    const path = join(process.cwd(), '../../.github/scripts', name);
    return new Promise((done) => {
      execFile(process.execPath, [path], { cwd: clone, env: this.env(more) }, (error, stdout, stderr) => {
        done({ exit: error ? Number(error.code) : 0, out: stdout + stderr });
      });
    });
  }
}
