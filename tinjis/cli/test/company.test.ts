import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { Reader } from '@tinjis/manifests/reader';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { verify } from '@tinjis/delivery/api';
import type { Teams } from '@tinjis/delivery/model/teams';
import { readTeams } from '@tinjis/delivery/model/teams/syntax';
import { edgesOf } from '@tinjis/delivery/testing/company/edges';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { run } from '../src/cli.ts';
import { surroundings } from './streams.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** A canary comes when there is a new version to try: its weight is written into the route by hand. */
const canary = /^ {8}workloads:\n.*\n {10}canary:\n(?: {12}.*\n)+/m;
const wanted = readFileSync(join(packageFolder, '../delivery/testing/company/teams.yaml'), 'utf8').replace(canary, '');

/** The company on its clusters, from the example organisation's repository. */
const platform = [
  'adopt --organisation shop --remote https://github.com/shop/delivery --delivery-app shop-deliver --keys KEYS --members platform=shop-admin --domain staging=staging.shop.example',
  'cluster remove local',
  'cluster add production-east --like production --keys KEYS --domain east.shop.example --monitoring monitoring',
  'cluster add production-west --like production --keys KEYS --domain west.shop.example --pods 10.245.0.0/16',
  'cluster remove production',
];

/** Its services, the first caller first. */
const services = [
  'storefront loadgenerator --member fran --group reader=7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c --no-http --no-ops-port',
  'storefront frontend --port 80:8080 metrics=9090 --monitoring metrics --caller storefront/loadgenerator --outside --host www shop',
  'storefront ads --port 9555 --no-ops-port --caller storefront/frontend',
  'storefront recommendation --no-ops-port --caller storefront/frontend',
  `checkout checkout --member chris --group reader=7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c break-glass=emergency@shop.example --automation pipeline --port grpc=5050 admin=15000 --monitoring admin --caller storefront/frontend --image docker.io/envoyproxy/envoy:v1.36@${digest}`,
  'checkout cart --port grpc=7070 --no-ops-port --caller storefront/frontend checkout/checkout',
  `checkout cart --workload cache --image docker.io/library/redis:8.2@${digest} --port redis=6379 --caller checkout/cart`,
  'checkout payment --port 50051 --no-ops-port --caller checkout/checkout',
  'checkout payment --workload settlement --egress 198.51.100.0/28:22',
  'checkout email --port 5000 --no-ops-port --caller checkout/checkout',
  'goods catalogue --member gus gina --group reader=CN=auditors,OU=shop --share pods=120 requests.memory=40Gi limits.memory=80Gi --container-max memory=4Gi --port 3550 --no-ops-port --database --outside --host www/api/catalogue --caller storefront/frontend storefront/recommendation checkout/checkout',
  'goods currency --port 7000 --no-ops-port --caller storefront/frontend checkout/checkout --egress api.bank.example:443',
  'goods shipping --port 50051 --no-ops-port --caller storefront/frontend checkout/checkout',
];

const reader = '      - {group: 7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c, role: reader}';

/** The network engine, of which no command speaks either. A cluster that is made after another has the same. */
const engine = /^ {4}pods: 10\.244\.0\.0\/16$/gm;

/** What no command says, for whom: the line to change, and the lines that stand in its place. */
const byHand: readonly (readonly [whose: string, file: string, line: string, become: readonly string[]])[] = [
  [
    'staging',
    'policies/teams.yaml',
    '    domain: staging.shop.example',
    ['    domain: staging.shop.example', '    monitoring: monitoring'],
  ],
  // People of groups by name: clusters without an identity provider know them by it.
  [
    'goods',
    'policies/teams.yaml',
    '    members: [gus, gina]',
    ['    members: [gus, {github: gina, email: gina@shop.example}]'],
  ],
  [
    'storefront',
    'policies/teams.yaml',
    reader,
    [
      reader.replace('}', ', members: [ola@shop.example]}'),
      '      - {group: Storefront leads / EU, role: developer, members: [{github: gina, email: gina@shop.example}]}',
    ],
  ],
  ['checkout', 'policies/teams.yaml', reader, [reader.replace('}', ', members: [ola@shop.example, fran]}')]],
  // The proxy beside the service has the port that is scraped.
  ['checkout', 'apps/checkout/checkout/base/deployment.yaml', '            - {name: admin, containerPort: 15000}', []],
  ['checkout', 'apps/checkout/checkout/base/deployment.yaml', '            - {name: ADMIN_PORT, value: "15000"}', []],
  [
    'checkout',
    'apps/checkout/checkout/base/deployment.yaml',
    `          image: docker.io/envoyproxy/envoy:v1.36@${digest}`,
    [
      `          image: docker.io/envoyproxy/envoy:v1.36@${digest}`,
      '          ports:',
      '            - {name: admin, containerPort: 15000}',
    ],
  ],
];

describe('a company of three teams and eleven services, onboarded by commands', { timeout: 240_000 }, () => {
  let top: string;
  let root: string;
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'tinjis-company-'));
    root = join(top, 'repository');
    copyOrganisation(root);
  });
  after(() => {
    rmSync(top, { recursive: true, force: true });
  });

  async function tinjis(line: string): Promise<void> {
    const around = surroundings(root);
    const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
    const args = words.map((word) => (word === 'KEYS' ? join(top, 'keys') : word));
    expect(await run(args, around), `${line}\n${around.err.join('')}${around.out.join('')}`).to.equal(0);
  }

  it('needs few edits by hand, and none for most services', async () => {
    const begun = performance.now();
    const edited = new Map<string, number>();
    for (const line of [...platform, ...services.map((service) => `onboard ${service}`)]) {
      await tinjis(line);
      if (line !== 'cluster remove local') continue;
      const file = join(root, 'policies/teams.yaml');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replaceAll(engine, '$&\n    network: cilium'));
      edited.set('clusters', text.match(engine)?.length ?? 0);
    }
    for (const [whose, file, line, become] of byHand) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text, file).to.contain(`${line}\n`);
      writeFileSync(join(root, file), text.replace(`${line}\n`, become.map((each) => `${each}\n`).join('')));
      const kept = become.includes(line) ? 1 : 0;
      edited.set(whose, (edited.get(whose) ?? 0) + Math.max(1, become.length) - kept);
    }
    await tinjis('generate');
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    const commands = platform.length + services.length;
    const lines = [...edited].map(([whose, count]) => `${count} for ${whose}`).join(', ');
    process.stdout.write(`    ${commands} commands in ${seconds} s; lines edited by hand: ${lines}\n`);
    edited.forEach((count, whose) => expect(count, whose).to.be.at.most(5));
  });

  it('has the team file that it would have written by hand', () => {
    expect(meaning(readFileSync(join(root, 'policies/teams.yaml'), 'utf8'))).to.equal(meaning(wanted), {
      skip: ['at'],
    });
  });

  it('keeps every promise, and has exactly the wanted edges open', async () => {
    const tree = diskTree(root);
    const reader = new Reader();
    const report = verify(tree, reader);
    if ('faults' in report) throw new Error(JSON.stringify(report.faults));
    expect(report.proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(await edgesOf(tree, reader)).to.include({ wanted: 17, wrong: [] });
  });
});

/** What a team file says, whatever its order of teams and services. */
function meaning(text: string): Teams {
  const reading = readTeams(text);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  const { teams } = reading;
  const byName = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
    items.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return {
    ...teams,
    developers: byName(teams.developers).map((team) => ({ ...team, services: byName(team.services) })),
  };
}
