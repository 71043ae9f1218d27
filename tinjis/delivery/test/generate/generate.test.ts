import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { generate } from '../../src/generate/generate.ts';
import { mark, markFrom } from '../../src/model/generated.ts';
import { blocks, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('generate', () => {
  it('marks every file, ends it with one newline, and writes no path twice', () => {
    const files = generate(teamsWith(), blocks);
    for (const { path, text } of files) {
      const own = path.startsWith('policies/') ? markFrom('policies/kinds.yaml') : mark;
      expect(text.startsWith(`${own}\n`), path).to.be.true();
      expect(text, path).to.match(/[^\n]\n$/);
    }
    expect(new Set(files.map(({ path }) => path)).size).to.equal(files.length);
  });

  const reserved = /^(y|n|yes|no|on|off|true|false|null|default|argocd|kube-.*)$/;
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((name) => !reserved.test(name));
  const names = fc.uniqueArray(label, { minLength: 2, maxLength: 5 });
  const service = fc.record({
    port: fc.integer({ min: 1024, max: 30000 }),
    outside: fc.boolean(),
    database: fc.boolean(),
  });
  const services = fc.array(service, { minLength: 5, maxLength: 5 });

  it('writes valid YAML with one name for each object, whatever the teams are called', () => {
    fc.assert(
      fc.property(names, services, (names, services) => {
        const teams = Object.fromEntries(
          names
            .filter((name) => name !== 'platform')
            .map((name, i) => {
              const { port, outside, database } = services[i] as (typeof services)[number];
              const own = {
                port,
                opsPort: port + 1,
                callers: [],
                outside,
                ...(database && { database: 'postgresql' }),
              };
              return [
                name,
                {
                  role: 'developer',
                  group: `org:${name}`,
                  members: [`dev-${i}`],
                  namespace: `ns-${name}`,
                  services: { [`s-${name}`]: own },
                },
              ];
            }),
        );
        const files = generate(
          teamsWith([[['teams'], { platform: { role: 'platform', group: 'o:p', members: ['p-admin'] }, ...teams }]]),
          blocks,
        );
        for (const cluster of ['local', 'staging']) {
          const objects = files
            .filter(
              ({ path }) =>
                (path.startsWith('clusters/base/') || path.startsWith(`clusters/${cluster}/`)) &&
                !path.endsWith('kustomization.yaml'),
            )
            .flatMap(({ text }) =>
              parseAllDocuments(text).map((document) => {
                expect(document.errors).to.be.empty();
                return document.toJS() as { kind: string; metadata: { name: string; namespace?: string } };
              }),
            );
          const keys = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
          expect(new Set(keys).size).to.equal(keys.length);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('changes nothing of another team when a team is added', () => {
    const before = generate(teamsWith(), blocks);
    const stock = { port: 7000, opsPort: 7001, callers: [], outside: false };
    const team = {
      role: 'developer',
      group: 'tinjis:stock',
      members: ['stock-dev'],
      namespace: 'stock',
      services: { stock },
    };
    const after = generate(teamsWith([[['teams', 'stock'], team]]), blocks);
    const changed = after
      .filter(({ path, text }) => before.find((each) => each.path === path)?.text !== text)
      .map(({ path }) => path);
    const shared =
      /^(\.github\/CODEOWNERS|clusters\/base\/platform\/applications\.yaml|clusters\/\w+\/(bootstrap\/argocd-(cm|rbac-cm)|kustomization)\.yaml)$/;
    expect(changed.filter((path) => !shared.test(path) && !path.includes('stock'))).to.be.empty();
    expect(changed).to.include([
      'clusters/base/teams/stock/project.yaml',
      'clusters/staging/teams/stock/kustomization.yaml',
    ]);
  });
});
