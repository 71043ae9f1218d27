import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { teamFile } from './organisation.ts';

/** What a commit does to a path: its text, `null` to take it away, or an entry of another mode. */
export type Edits = Readonly<Record<string, string | null | { readonly mode: string; readonly text: string }>>;

const kustomization = (resources: string, more = ''): string =>
  `kind: Kustomization\nresources: [${resources}]\n${more}`;

/** A Dockerfile with everything that one may have. */
export const dockerfile = `# Build it from the top.
ARG BUILD_IMAGE=docker.io/library/node:26
ARG RUNTIME_IMAGE

FROM --platform=\${BUILDPLATFORM:-linux/amd64} \${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
ARG SOURCE_DATE_EPOCH=0
RUN npm ci --ignore-scripts \\
 && rm -rf test
FROM build AS checked
from \${RUNTIME_IMAGE}
LABEL a="b" \\
      c="d"
COPY --from=checked --chown=0:0 /app /app
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 8000
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["src/start.ts"]
`;

/** The package.json of a service's program. */
export function packageOf(name: string, more: object = {}): string {
  return `${JSON.stringify({ name: `@tinjis/${name}`, description: 'x', scripts: { test: 'lab' }, ...more })}\n`;
}

function service(team: string, name: string): Edits {
  const folder = `apps/${team}/${name}`;
  return {
    [`${folder}/base/kustomization.yaml`]: kustomization('deployment.yaml'),
    [`${folder}/base/deployment.yaml`]: 'kind: Deployment\n',
    ...Object.fromEntries(
      ['staging', 'production'].flatMap((cluster) => [
        [
          `${folder}/overlays/${cluster}/kustomization.yaml`,
          kustomization('../../base', `# one entry\nimages:\n  - name: ${name}\n  - name: postgresql\n`),
        ],
      ]),
    ),
    [`services/${name}/src/start.ts`]: 'start();\n',
    [`services/${name}/Dockerfile`]: dockerfile,
    [`services/${name}/package.json`]: packageOf(name),
  };
}

/** A small delivery repository: two teams, the platform's files, governance. */
export const base: Edits = {
  'policies/teams.yaml': teamFile,
  '.github/CODEOWNERS': '* @tinjis/platform\n',
  '.github/workflows/deliver.yaml': 'on: push\n',
  'clusters/staging/root.yaml': 'kind: Application\n',
  'README.md': 'read me\n',
  'package.json': '{}\n',
  'services/base-images.env': `# What images begin with.\nBUILD_IMAGE=docker.io/library/node:26@sha256:${'a'.repeat(64)}\nRUNTIME_IMAGE=gcr.io/distroless/nodejs26\n`,
  'services/chassis/src/start.ts': 'start();\n',
  ...service('payments', 'payment'),
  ...service('billing', 'antaeus'),
};

/**
 * A real Git repository in a temporary folder, made by one `git fast-import`: fast, and able to hold what no checkout
 * would.
 */
export class TestRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'tinjis-guard-'));
  readonly #stream: string[] = [];
  #marks = 0;

  /** @param head the branch that HEAD names */
  constructor(head = 'main') {
    this.git('init', '--quiet', '--template=', `--initial-branch=${head}`);
    // Git would start a process after every push to look whether there is something to tidy up.
    appendFileSync(join(this.root, '.git/config'), '[receive]\n\tautogc = false\n');
  }

  /** Adds a branch with one commit on another branch; nothing is there before `write`. */
  branch(name: string, edits: Edits, from?: string): void {
    this.#stream.push(
      `commit refs/heads/${name}\nmark :${(this.#marks += 1)}\ncommitter t <t@example.org> 0 +0000\ndata 1\nx\n`,
    );
    if (from !== undefined) this.#stream.push(`from refs/heads/${from}${from === name ? '^0' : ''}\n`);
    for (const [path, edit] of Object.entries(edits)) {
      const quoted = `"${path.replace(/["\\\n]/g, (each) => (each === '\n' ? '\\n' : `\\${each}`))}"`;
      if (edit === null) this.#stream.push(`D ${quoted}\n`);
      else if (typeof edit !== 'string' && edit.mode === '160000')
        this.#stream.push(`M 160000 ${edit.text} ${quoted}\n`);
      else {
        const { mode, text } = typeof edit === 'string' ? { mode: '100644', text: edit } : edit;
        this.#stream.push(`M ${mode} inline ${quoted}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
      }
    }
  }

  write(): void {
    execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: this.root, input: this.#stream.join('') });
    this.#stream.length = 0;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
