import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Copies the libraries that a package needs from this checkout: npm keeps libraries that are there and fit, and asks no
 * registry.
 * @param from folder of the package; the search for its libraries goes upwards from there, as Node's does
 */
function copyLibraries(from: string, into: string): void {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  ) as Manifest;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (name.startsWith('@tinjis/') || existsSync(join(into, name))) continue;
    const folders = from.split('/').map((_, depth, steps) => steps.slice(0, steps.length - depth).join('/'));
    const found = folders.map((folder) => join(folder, 'node_modules', name)).find((folder) => existsSync(folder));
    // The binaries of other platforms are optional, and missing here.
    if (found === undefined) continue;
    cpSync(found, join(into, name), { recursive: true });
    copyLibraries(found, into);
  }
}

const question = `
import { connects } from '@tinjis/rules/network/connect';
import { Reader } from '@tinjis/manifests/reader';
import { memoryTree } from '@tinjis/manifests/tree/memory';

const { resources: policies } = new Reader().manifests(memoryTree({ 'policies.yaml': process.argv[2] }), 'policies.yaml');
const pod = (app) => ({ kind: 'pod', namespace: 'shop', namespaceLabels: {}, labels: { app } });
for (const app of ['web', 'other']) {
  const { verdict, reasons } = connects({ policies }, pod(app), pod('cart'), { port: 80, protocol: 'TCP' });
  console.log(app, verdict, reasons.map(({ code, at }) => [code, at.file, at.line].filter(Boolean).join(' ')).join(', '));
}
`;

const policies = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  podSelector: {matchLabels: {app: cart}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
`;

describe('the packages rules and manifests', () => {
  it('answer a question of connections outside this repository, allowing and denying', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-packed-'));
    try {
      const run = (command: string, ...args: readonly string[]): string =>
        execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      const main = join(root, 'tinjis/lab/src/pack/main.ts');
      const tarballs = run(process.execPath, main, folder).trim().split('\n');
      expect(tarballs.map((each) => each.slice(folder.length + 1))).to.equal([
        'tinjis-rules-0.1.0.tgz',
        'tinjis-manifests-0.1.0.tgz',
      ]);
      writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}');
      mkdirSync(join(folder, 'node_modules'));
      for (const each of ['rules', 'manifests']) {
        copyLibraries(join(root, 'tinjis', each), join(folder, 'node_modules'));
      }
      run('npm', 'install', '--offline', '--ignore-scripts', ...tarballs);
      writeFileSync(join(folder, 'ask.js'), question);
      expect(run(process.execPath, 'ask.js', policies).trim().split('\n')).to.equal([
        'web allow network/egress-not-isolated, network/ingress-admitted policies.yaml 9',
        'other deny network/egress-not-isolated, network/ingress-refused, network/near-miss-pod-labels policies.yaml 9',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
