import { parse } from 'yaml';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { withEntry } from '../../../src/plan/onboard/team-file.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const text = `# Who may what.
teams:
  shop:
    members: [a]
    services:
      cart:
        port: 1 # one

  # The bank.
  bank:
    services:
      till:
        port: 2
`;
const request = {
  team: 'shop',
  service: 'list',
  members: [],
  entry: { port: 8080, opsPort: 8081, callers: ['bank/till'], outside: false },
  images: [],
  autoscaler: true,
};
const edited = (source: string, more: object = {}): string => {
  const entered = withEntry(source, 'example', { ...request, ...more });
  return 'text' in entered ? entered.text : entered.refusal.what;
};

describe('withEntry()', () => {
  it('enters all that a service can have, short fields in braces', () => {
    const entry = {
      port: 8080,
      servicePort: 80,
      callers: [],
      outside: true,
      database: 'postgresql',
      ports: { grpc: { port: 7070, callers: ['bank/till'] }, metrics: { port: 9090, monitoring: true } },
      images: ['docker.io/envoyproxy/envoy'],
      egress: [{ to: '203.0.113.0/28', port: 443 }],
    };
    const entered = edited(text, { entry });
    expect(entered).to.contain(`
      list:
        port: 8080
        servicePort: 80
        callers: []
        outside: true
        database: postgresql
        ports:
          grpc: {port: 7070, callers: [bank/till]}
          metrics: {port: 9090, monitoring: true}
        images: [docker.io/envoyproxy/envoy]
        egress:
          - {to: 203.0.113.0/28, port: 443}
`);
    expect((parse(entered) as { teams: { shop: { services: object } } }).teams.shop.services).to.include({
      list: entry,
    });
  });

  it('adds a workload to a service, beside those that are there or as the first', () => {
    const cache = { service: 'cart', workload: 'cache', entry: { images: ['docker.io/library/redis'] } };
    const first = edited(text, cache);
    expect(first).to.equal(
      text.replace(
        '# one\n',
        '# one\n        workloads:\n          cache:\n            images: [docker.io/library/redis]\n',
      ),
    );
    expect(edited(first, { ...cache, workload: 'worker', entry: {} })).to.equal(
      first.replace('redis]\n', 'redis]\n          worker: {}\n'),
    );
    const bare = 'teams:\n  shop:\n    services:\n      cart: {} # calls\n';
    expect(edited(bare, { ...cache, entry: {} })).to.equal(
      'teams:\n  shop:\n    services:\n      cart:\n        workloads:\n          cache: {} # calls\n',
    );
  });

  it('adds a service as the last of its team, and leaves every other byte alone', () => {
    const entry =
      '      list:\n        port: 8080\n        opsPort: 8081\n        callers: [bank/till]\n        outside: false\n';
    expect(edited(text)).to.equal(text.replace('# one\n', `# one\n${entry}`));
    expect(edited(text, { team: 'bank' })).to.equal(`${text}${entry}`);
    expect(edited(text.trimEnd(), { team: 'bank' })).to.equal(`${text}${entry}`);
    expect(edited(text.replaceAll('\n', '\r\n'), { team: 'bank' })).to.equal(
      `${text}${entry}`.replaceAll('\n', '\r\n'),
    );
  });

  it('adds a new team as the last one', () => {
    expect(edited(text, { team: 'post', members: ['b', 'c'], entry: { ...request.entry, callers: [] } })).to
      .equal(`${text}
  post:
    role: developer
    group: example:post
    members: [b, c]
    namespace: post
    services:
      list:
        port: 8080
        opsPort: 8081
        callers: []
        outside: false
`);
  });

  it('gives a new team its share, in words that YAML takes for nothing else', () => {
    const shares = { share: { pods: '120', 'requests.memory': '40Gi' }, containerMax: { memory: '4Gi' } };
    expect(edited(text, { team: 'post', members: ['b'], entry: {}, ...shares })).to.endWith(`
    namespace: post
    share: {pods: "120", requests.memory: 40Gi}
    containerMax: {memory: 4Gi}
    services:
      list: {}
`);
  });

  it('refuses a file written in braces', () => {
    expect(edited('teams: {shop: {services: {cart: {}}}}')).to.contain('written in braces');
    expect(edited('{}')).to.contain('written in braces');
  });
});
