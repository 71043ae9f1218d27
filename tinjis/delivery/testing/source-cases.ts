import type { GuardCase } from './guard-cases.ts';
import { dockerfile, packageOf } from './repository.ts';

const dev = 'billing-dev';

/** What a team may change of how its program is built. */
export const honestSources: readonly GuardCase[] = [
  {
    title: 'the own Dockerfile',
    author: dev,
    edits: { 'services/antaeus/Dockerfile': `${dockerfile}STOPSIGNAL SIGTERM\r\n` },
    verdict: 'allow',
  },
  {
    title: 'a Dockerfile taken away',
    author: dev,
    edits: { 'services/antaeus/Dockerfile': null },
    verdict: 'allow',
  },
  ...[
    { description: 'y' },
    { scripts: { test: 'lab -v', bench: 'node bench.ts', start: 'node .', fuzz: 'node fuzz.ts' } },
    { scripts: undefined },
  ].map((fields): GuardCase => ({
    title: `a package.json with ${JSON.stringify(fields)}`,
    author: dev,
    edits: { 'services/antaeus/package.json': packageOf('antaeus', fields) },
    verdict: 'allow',
  })),
  {
    title: 'a package.json with a postinstall by the platform',
    author: 'platform-admin',
    edits: { 'services/antaeus/package.json': packageOf('antaeus', { scripts: { postinstall: 'x' } }) },
    verdict: 'allow',
  },
  { title: 'a binding.gyp taken away', author: dev, edits: { 'services/antaeus/binding.gyp': null }, verdict: 'allow' },
];

const dockerfileOf = (title: string, text: string, codes = ['git/dockerfile']): GuardCase => ({
  title: `a Dockerfile with ${title}`,
  author: dev,
  edits: { 'services/antaeus/Dockerfile': text },
  verdict: 'deny',
  codes,
});
const from = 'ARG BUILD_IMAGE\nFROM ${BUILD_IMAGE} AS build\n';

/** What a team may not change of it alone, and what nobody may. */
export const refusedSources: readonly GuardCase[] = [
  ...[
    ['a lifecycle script', packageOf('antaeus', { scripts: { test: 'lab', postinstall: 'node steal.ts' } })],
    ['a script of an unknown name', packageOf('antaeus', { scripts: { test: 'lab', dependencies: 'node steal.ts' } })],
    ['a program in the way of every job', packageOf('antaeus', { bin: { tinjis: 'steal.ts' } })],
    ['the name of a package that jobs build', packageOf('node')],
    ['another dependency', packageOf('antaeus', { dependencies: { '@tinjis/cli': 'file:steal' } })],
    ['scripts that are none', packageOf('antaeus', { scripts: ['x'] })],
    ['no JSON', '{'],
  ].map(([what = '', text = '']): GuardCase => ({
    title: `a package.json with ${what}`,
    author: dev,
    edits: { 'services/antaeus/package.json': text },
    verdict: 'needs-platform',
    codes: ['git/package-manifest'],
  })),
  {
    title: 'a package.json taken away',
    author: dev,
    edits: { 'services/antaeus/package.json': null },
    verdict: 'needs-platform',
    codes: ['git/package-manifest'],
  },
  {
    title: 'a binding.gyp, which npm compiles at an install',
    author: dev,
    edits: { 'services/antaeus/binding.gyp': '{"targets": []}\n' },
    verdict: 'needs-platform',
    codes: ['git/implicit-install'],
  },
  dockerfileOf('a base image of its own', 'FROM docker.io/library/node:26\n'),
  dockerfileOf('a base image as the default of a build argument', `ARG BUILD_IMAGE=evil\nFROM \${BUILD_IMAGE}\n`),
  dockerfileOf('a base image behind a default', 'ARG BUILD_IMAGE\nFROM ${BUILD_IMAGE:-evil}\n'),
  dockerfileOf('an argument of its own before FROM', 'ARG OTHER=evil\nFROM ${OTHER}\n', [
    'git/dockerfile',
    'git/dockerfile',
  ]),
  dockerfileOf('a base image that is none', 'FROM\n'),
  dockerfileOf('a word more', 'FROM ${BUILD_IMAGE} build\n'),
  dockerfileOf('a stage without a name', 'FROM ${BUILD_IMAGE} AS\n'),
  dockerfileOf('a stage with two names', 'FROM ${BUILD_IMAGE} AS build other\n'),
  dockerfileOf('a stage in upper case', 'FROM ${BUILD_IMAGE} AS Build\n'),
  dockerfileOf('a later stage as its base', `${from}FROM later\nFROM build AS later\n`),
  dockerfileOf('no FROM', 'ARG BUILD_IMAGE\n'),
  dockerfileOf('a command before FROM', `RUN x\n${from}`),
  dockerfileOf('another frontend', `# syntax=evil.example/frontend\n${from}`),
  dockerfileOf('another escape', `#escape=\`\n${from}`),
  dockerfileOf('a mount into the checkout', `${from}RUN --mount=type=bind,source=.,target=/r,rw touch /r/x\n`),
  dockerfileOf('the host network', `${from}RUN --network=host x\n`),
  dockerfileOf('an address to add', `${from}ADD https://example.org/x /x\n`),
  dockerfileOf('an image to copy from', `${from}COPY --from=docker.io/library/evil / /\n`),
  dockerfileOf('a flag that is new', `${from}COPY --parents a b\n`),
  dockerfileOf('an instruction for others', `${from}ONBUILD RUN x\n`),
  dockerfileOf('another shell', `${from}SHELL ["x"]\n`),
  dockerfileOf('an unknown instruction', `${from}constructor x\n`),
  dockerfileOf('a heredoc', `${from}RUN <<EOF\nFROM evil\nEOF\n`, [
    'git/dockerfile',
    'git/dockerfile',
    'git/dockerfile',
  ]),
  dockerfileOf('a comment inside an instruction', `${from}RUN a \\\n  # b\nFROM evil\n`),
  dockerfileOf('an empty line inside an instruction', `${from}RUN a \\\n\nFROM evil\n`),
  dockerfileOf('a space after the backslash', `${from}RUN a \\ \nFROM evil\n`),
  dockerfileOf('a line that goes on', `${from}RUN a \\`),
  dockerfileOf('a character that only looks like a space', `${from}RUN\u00a0a\n`),
];
