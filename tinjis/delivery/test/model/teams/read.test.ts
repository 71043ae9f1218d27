import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { claimsOf, hostOf } from '../../../src/model/layout.ts';
import {
  type Cluster,
  egressHosts,
  egressRanges,
  type Service,
  type Teams,
  type TeamsFaults,
} from '../../../src/model/teams.ts';
import { kubernetesUser, namedPeople, personOf } from '../../../src/model/identity.ts';
import { decodeTeams } from '../../../src/model/teams/read.ts';
import { teamFile } from '../../../testing/organisation.ts';
import { readTeams } from '../../../src/model/teams/syntax.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function teamsOf(text: string): Teams {
  const reading = readTeams(text);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.teams;
}

function faultsOf(text: string): TeamsFaults {
  const reading = readTeams(text);
  if ('teams' in reading) throw new Error('the file was accepted');
  return reading.faults;
}

/** The example organisation's file with one field set (or, with undefined, removed). */
function changed(path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(teamFile);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString();
}

const other = [{ group: 'others', role: 'reader' }];

describe('readTeams', () => {
  it('reads a whole file', () => {
    const teams = teamsOf(teamFile);
    expect(teams.platform).to.equal({
      role: 'platform',
      name: 'platform',
      group: 'tinjis:platform',
      members: ['platform-admin'],
      groups: [{ name: 'tinjis:platform', role: 'platform', members: [{ login: 'platform-admin' }] }],
    });
    expect(teams.developers.map(({ name, namespace }) => `${name} in ${namespace}`)).to.equal([
      'payments in payments',
      'billing in billing',
    ]);
    expect(teams.developers[0]?.services[0]).to.equal({
      name: 'payment',
      team: 'payments',
      namespace: 'payments',
      port: 9000,
      opsPort: 9001,
      outside: false,
      hosts: ['payment'],
      database: 'postgresql',
      workloads: [
        {
          name: 'payment',
          service: { team: 'payments', service: 'payment' },
          namespace: 'payments',
          images: ['ghcr.io/tinjis/tinjis-delivery/payment'],
          ports: [
            {
              name: 'http',
              port: 9000,
              servicePort: 9000,
              callers: [{ team: 'billing', workload: 'antaeus' }],
              outside: false,
              monitoring: false,
            },
            { name: 'ops', port: 9001, servicePort: 9001, callers: [], outside: false, monitoring: true },
          ],
          egress: [],
        },
        {
          name: 'payment-postgresql',
          service: { team: 'payments', service: 'payment' },
          namespace: 'payments',
          images: ['ghcr.io/tinjis/tinjis-delivery/postgresql'],
          ports: [
            {
              name: 'postgresql',
              port: 5432,
              servicePort: 5432,
              callers: [{ team: 'payments', workload: 'payment' }],
              outside: false,
              monitoring: false,
            },
          ],
          egress: [],
        },
      ],
    });
  });

  it('knows the further ports, images, egress and workloads of a service', () => {
    const service = ['teams', 'payments', 'services', 'payment'];
    const teams = teamsOf(
      changed([...service, 'workloads'], {
        worker: { egress: [{ to: '203.0.113.7/32', port: 443 }] },
        cache: { images: ['docker.io/library/redis'] },
      }),
    );
    const [, , worker, cache] = teams.developers[0]?.services[0]?.workloads ?? [];
    expect(worker).to.equal({
      name: 'payment-worker',
      service: { team: 'payments', service: 'payment' },
      namespace: 'payments',
      images: ['ghcr.io/tinjis/tinjis-delivery/payment'],
      ports: [],
      egress: [{ to: '203.0.113.7/32', port: 443 }],
    });
    expect(cache?.images).to.equal(['docker.io/library/redis']);
    const further = teamsOf(
      changed([...service, 'ports'], { grpc: { port: 9002, servicePort: 80, monitoring: true } }),
    );
    expect(further.developers[0]?.services[0]?.workloads[0].ports.at(-1)).to.equal({
      name: 'grpc',
      port: 9002,
      servicePort: 80,
      callers: [],
      outside: false,
      monitoring: true,
    });
    expect(teamsOf(changed(service, {})).developers[0]?.services[0]).to.include({ outside: false });
  });

  it('knows hosts outside, where every cluster runs Cilium', () => {
    const text = ['local', 'staging', 'production'].reduce(
      (file, cluster) => file.replace(`  ${cluster}:\n`, `  ${cluster}:\n    network: cilium\n`),
      changed(
        ['teams', 'payments', 'services', 'payment', 'egress'],
        [
          { host: 'api.bank.example', port: 443 },
          { to: '203.0.113.0/28', port: 22 },
        ],
      ),
    );
    const teams = teamsOf(text);
    const [payment] = teams.developers[0]?.services[0]?.workloads ?? [];
    expect(payment && egressHosts(payment)).to.equal([{ host: 'api.bank.example', port: 443 }]);
    expect(payment && egressRanges(payment)).to.equal([{ to: '203.0.113.0/28', port: 22 }]);
    expect(teams.clusters.map(({ network }) => network)).to.equal(['cilium', 'cilium', 'cilium']);
    const unsaid = text.replace('    network: cilium\n', '');
    const [fault] = faultsOf(unsaid);
    expect(fault.what).to.contain('the network of local is not said to know host names');
    expect(fault.fix).to.contain('to: 203.0.113.0/28').and.to.contain('proxy service');
    expect(unsaid.split('\n')[(fault.at.line ?? 0) - 1]).to.contain('host: api.bank.example');
  });

  it('knows the app that proposes images, where there is one', () => {
    expect(teamsOf(teamFile).deliveryApp).to.equal('tinjis-deliver');
    expect(teamsOf(changed(['deliveryApp'], undefined))).not.to.include('deliveryApp');
    expect(faultsOf(changed(['deliveryApp'], 'tinjis-deliver[bot]'))[0].what).to.contain('deliveryApp');
  });

  it("gives a cluster the file's repository unless it names its own", () => {
    const [local, staging] = teamsOf(teamFile).clusters;
    expect(local?.repository).to.equal('http://git.git.svc.cluster.local/tinjis/tinjis-delivery');
    expect(local?.outside).to.equal({ by: 'node-port' });
    expect(staging?.repository).to.equal('https://github.com/tinjis/tinjis-delivery');
    expect(staging?.outside).to.equal({
      by: 'gateway',
      namespace: 'gateway',
      name: 'public',
      domain: 'staging.tinjis.example',
    });
    expect(staging).not.to.include('monitoring');
    expect(teamsOf(changed(['clusters', 'staging', 'monitoring'], 'monitoring')).clusters[1]?.monitoring).to.equal(
      'monitoring',
    );
  });

  it('locates a field at its key, an item at its value, and what is missing at the nearest parent', () => {
    const { at } = teamsOf('# head\n' + teamFile);
    const lines = ('# head\n' + teamFile).split('\n');
    const line = (text: string) => lines.findIndex((written) => written.includes(text)) + 1;
    expect(at(['organisation'])).to.equal({ file: 'policies/teams.yaml', line: line('organisation:'), column: 1 });
    const callers = ['teams', 'payments', 'services', 'payment', 'callers'];
    expect(at([...callers, 0]).column).to.equal(19);
    expect(at([...callers, 0]).line).to.equal(line('callers: [billing/antaeus]'));
    expect(at([...callers, 7])).to.equal(at(callers));
    expect(at(['organisation', 'deeper', 'still'])).to.equal(at(['organisation']));
    expect(at(['nowhere']).line).to.equal(at().line);
  });

  it('decodes a document that another reader has parsed', () => {
    const at = () => ({ file: 'x', line: 1 });
    expect(decodeTeams(parseDocument(teamFile).toJS(), at)).to.include({ teams: { ...teamsOf(teamFile), at } });
  });

  it('refuses broken YAML, aliases and emptiness with a line', () => {
    expect(faultsOf('a: [1\nb: 2')[0].at.line).to.be.within(1, 2);
    const [alias] = faultsOf(teamFile.replace('tinjis:payments', '&g tinjis:payments').replace('tinjis:billing', '*g'));
    expect(alias.what).to.contain('repeats g by an alias');
    expect(alias.at.line).to.equal(teamFile.split('\n').findIndex((line) => line.includes('tinjis:billing')) + 1);
    expect(faultsOf('')[0].what).to.contain('must be object');
    expect(faultsOf('')[0].at).to.equal({ file: 'policies/teams.yaml', line: 1, column: 1 });
  });

  it('knows where clients outside find a service, and what is not its own there', () => {
    const document = parseDocument(teamFile);
    document.setIn(
      ['teams', 'payments', 'services', 'payment'],
      document.createNode({
        port: 9000,
        hosts: ['www', 'pay'],
        workloads: { canary: { ports: { web: { port: 9000, outside: true } } } },
      }),
    );
    document.setIn(
      ['teams', 'billing', 'services', 'antaeus', 'hosts'],
      document.createNode(['www/api', 'pay/v2/bills', 'other/www']),
    );
    const teams = teamsOf(document.toString());
    const [local, staging] = teams.clusters as [Cluster, Cluster];
    const [payment, antaeus] = teams.developers.map(({ services: [service] }) => service) as [Service, Service];
    expect(payment.outside).to.be.true();
    expect(claimsOf(teams, payment, staging)).to.equal(
      [
        'www.staging.tinjis.example pay.staging.tinjis.example',
        '!www.staging.tinjis.example/api !pay.staging.tinjis.example/v2/bills',
      ].join(' '),
    );
    expect(claimsOf(teams, antaeus, staging)).to.equal(
      'www.staging.tinjis.example/api pay.staging.tinjis.example/v2/bills other.staging.tinjis.example/www',
    );
    expect(claimsOf(teams, payment, local)).to.equal('node-port');
    expect(hostOf(payment, local)).to.equal('node-port');
    expect(hostOf(payment, staging)).to.equal('payment.staging.tinjis.example');
  });

  it('knows the groups of a team by their roles, and people by both of their names', () => {
    const teams = teamsOf(
      changed(
        ['teams', 'payments', 'groups'],
        [
          {
            group: '7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c',
            role: 'reader',
            members: ['ola@tinjis.example', 'billing-dev'],
          },
          { group: 'Leads / EU', role: 'developer', members: [{ github: 'pat_acme', email: 'pat@tinjis.example' }] },
          { group: 'CN=emergency,OU=acme', role: 'break-glass' },
        ],
      ),
    );
    expect(teams.developers[0]?.members).to.equal(['payments-dev', 'pat_acme']);
    expect(teams.developers[0]?.groups.map(({ name, role }) => `${name} ${role}`)).to.equal([
      'tinjis:payments developer',
      '7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c reader',
      'Leads / EU developer',
      'CN=emergency,OU=acme break-glass',
    ]);
    const pat = personOf(teams, 'PAT@tinjis.example');
    expect(pat).to.equal({
      kind: 'person',
      login: 'pat_acme',
      email: 'pat@tinjis.example',
      teams: ['payments'],
      sees: ['payments'],
      breaksGlass: [],
      groups: ['Leads / EU'],
    });
    expect(kubernetesUser(pat).user).to.equal('pat@tinjis.example');
    expect(personOf(teams, 'billing-dev')).to.include({
      teams: ['billing'],
      sees: ['payments', 'billing'],
      groups: ['7f0b2c1e-3a4d-4c55-9a77-0d9b6a1f2e3c', 'tinjis:billing'],
    });
    expect(personOf(teams, 'group:CN=emergency,OU=acme')).to.include({
      teams: [],
      sees: ['payments'],
      breaksGlass: ['payments'],
    });
    expect(namedPeople(teams).map(({ login }) => login)).not.to.include('group:CN=emergency,OU=acme');
  });

  it('gives somebody in several teams the sum of their rights, and no right besides', () => {
    const role = fc.constantFrom('developer', 'reader', 'none');
    fc.assert(
      fc.property(role, role, (first, second) => {
        const groupIn = (given: string): object[] =>
          given === 'none' ? [] : [{ group: 'leads', role: given, members: ['pat'] }];
        const document = parseDocument(teamFile);
        document.setIn(['teams', 'payments', 'groups'], document.createNode([...groupIn(first), ...other]));
        document.setIn(['teams', 'billing', 'groups'], document.createNode([...groupIn(second), ...other]));
        const { teams, sees, groups } = personOf(teamsOf(document.toString()), 'pat');
        const where = (...wanted: string[]): string[] => [
          ...(wanted.includes(first) ? ['payments'] : []),
          ...(wanted.includes(second) ? ['billing'] : []),
        ];
        expect(teams).to.equal(where('developer'));
        expect(sees).to.equal(where('developer', 'reader'));
        expect(groups).to.equal(where('developer', 'reader').length > 0 ? ['leads'] : []);
      }),
    );
  });

  const refusals: [string, (string | number)[], unknown, string][] = [
    [
      'an unknown field',
      ['clusters', 'local', 'regoin'],
      'x',
      'clusters.local.regoin is not a field that may stand here',
    ],
    [
      'a field that is missing',
      ['teams', 'payments', 'namespace'],
      undefined,
      "teams.payments must have required property 'namespace'",
    ],
    [
      'a value outside its list',
      ['clusters', 'local', 'people'],
      'all',
      'clusters.local.people is "all", expected one of sso, accounts',
    ],
    [
      'a service name that is no DNS label',
      ['teams', 'payments', 'services', 'Pay_ment'],
      {},
      'teams.payments.services.Pay_ment must match pattern',
    ],
    [
      "a group of Kubernetes' own",
      ['teams', 'payments', 'group'],
      'system:masters',
      'teams.payments.group must match pattern',
    ],
    [
      'a port below 1024',
      ['teams', 'payments', 'services', 'payment', 'port'],
      80,
      'payment.port must be >= 1024, found 80',
    ],
    [
      'a pod range that is none',
      ['clusters', 'local', 'pods'],
      '10.244.0.300/16',
      'clusters.local.pods must match pattern',
    ],
    ['a repository with .git', ['repository'], 'https://github.com/a/b.git', 'repository must match pattern'],
    [
      'a gateway where calls come by node port',
      ['clusters', 'local', 'domain'],
      'x.example',
      'clusters.local.domain is not a field that may stand here',
    ],
    [
      'a platform team with a namespace',
      ['teams', 'platform', 'namespace'],
      'x',
      'teams.platform.namespace is not a field that may stand here',
    ],
    ['no platform team', ['teams', 'platform'], undefined, 'There are 0 teams with the role platform'],
    [
      'two platform teams',
      ['teams', 'ops'],
      { role: 'platform', group: 'o:ops', members: ['ops-admin'] },
      'There are 2 teams with the role platform',
    ],
    [
      'a shared group',
      ['teams', 'billing', 'group'],
      'tinjis:payments',
      'The group tinjis:payments is taken already, on line',
    ],
    [
      'a group of the name of a member, in whatever case',
      ['teams', 'billing', 'group'],
      'Payments-Dev',
      'The group Payments-Dev is also the name of a member',
    ],
    [
      'one person under two names',
      ['teams', 'billing', 'members'],
      ['billing-dev', { github: 'payments-dev', email: 'pat@tinjis.example' }],
      'payments-dev has another e-mail address or login in another place',
    ],
    [
      'a developer whom GitHub does not know',
      ['teams', 'billing', 'members'],
      ['pat@tinjis.example'],
      'GitHub knows nobody as pat@tinjis.example',
    ],
    [
      'a member with a field that is none',
      ['teams', 'billing', 'members'],
      [{ github: 'pat', mail: 'pat@tinjis.example' }],
      'teams.billing.members.0.mail is not a field that may stand here',
    ],
    [
      'developers whom the guard does not know',
      ['teams', 'billing', 'groups'],
      [{ group: 'leads', role: 'developer' }],
      'The developers of leads are not named',
    ],
    [
      'members of a break-glass group',
      ['teams', 'billing', 'groups'],
      [{ group: 'emergency', role: 'break-glass', members: ['pat'] }],
      'The break-glass group emergency has members',
    ],
    [
      "a second role for another team's own group",
      ['teams', 'billing', 'groups'],
      [{ group: 'tinjis:payments', role: 'reader' }],
      'The group tinjis:payments is the own group of payments',
    ],
    [
      'two roles of a group in one team',
      ['teams', 'billing', 'groups'],
      [
        { group: 'oncall', role: 'reader' },
        { group: 'oncall', role: 'break-glass' },
      ],
      'The group oncall has two roles in billing',
    ],
    [
      'a repository that is not at GitHub',
      ['repository'],
      'https://gitlab.com/tinjis/delivery',
      'The repository lies at gitlab.com. GitLab, Bitbucket, Gitea',
    ],
    [
      'a repository of one team',
      ['teams', 'payments', 'repository'],
      'https://github.com/tinjis/payments',
      'teams.payments.repository may not stand here',
    ],
    [
      'a host of two services',
      ['teams', 'payments', 'services', 'payment'],
      { port: 9000, outside: true, hosts: ['antaeus'] },
      'antaeus is claimed twice: payment has it on line',
    ],
    [
      'a path of two services',
      ['teams', 'payments', 'services'],
      {
        payment: { port: 9000, outside: true, hosts: ['www/api'] },
        refunds: { workloads: { web: { ports: { web: { port: 9000, outside: true } } } }, hosts: ['www', 'www/api'] },
      },
      'www/api is claimed twice: payment has it on line',
    ],
    [
      'hosts of what nobody outside reaches',
      ['teams', 'payments', 'services', 'payment', 'hosts'],
      ['www'],
      'The service payment has hosts, and no client outside may connect to it',
    ],
    [
      "a path of Argo CD's host",
      ['teams', 'billing', 'services', 'antaeus', 'hosts'],
      ['argocd/api'],
      'The host argocd/api is that of Argo CD',
    ],
    [
      'a path that climbs',
      ['teams', 'billing', 'services', 'antaeus', 'hosts'],
      ['www/../api'],
      'teams.billing.services.antaeus.hosts.0 must match pattern',
    ],
    [
      'a program of the name of a workload',
      ['teams', 'billing', 'automation'],
      { antaeus: 'reader' },
      'The name antaeus is taken already',
    ],
    [
      'a program of the name of the deployer',
      ['teams', 'billing', 'automation'],
      { deployer: 'reader' },
      'The account deployer is there in every namespace',
    ],
    ['a shared namespace', ['teams', 'billing', 'namespace'], 'payments', 'The namespace payments is taken already'],
    [
      "a service of another team's name",
      ['teams', 'billing', 'services', 'payment'],
      { port: 8000, opsPort: 8001, callers: [], outside: false },
      'The name payment is taken already',
    ],
    [
      "the cluster's own namespace",
      ['teams', 'billing', 'namespace'],
      'kube-system',
      'The namespace kube-system belongs to the cluster',
    ],
    ["Argo CD's namespace", ['teams', 'billing', 'namespace'], 'argocd', 'The namespace argocd belongs to the cluster'],
    [
      "the database image's name",
      ['teams', 'billing', 'services', 'postgresql'],
      { port: 8000, opsPort: 8001, callers: [], outside: false },
      'that of the database image',
    ],
    [
      "Argo CD's name, and with it its host",
      ['teams', 'billing', 'services', 'argocd'],
      { port: 8000, opsPort: 8001, callers: [], outside: true },
      'The name argocd is that of Argo CD',
    ],
    [
      "the name of another service's database",
      ['teams', 'billing', 'services', 'antaeus-postgresql'],
      { port: 8000, opsPort: 8001, callers: [], outside: false },
      'The name antaeus-postgresql is taken already',
    ],
    [
      "the name of a team's Application",
      ['teams', 'billing', 'services', 'team-payments'],
      { port: 8000, opsPort: 8001, callers: [], outside: false },
      'The name team-payments is that of the Application that brings payments to a cluster',
    ],
    [
      "the name of the platform's Application",
      ['teams', 'billing', 'services', 'platform'],
      { port: 8000, opsPort: 8001, callers: [], outside: false },
      'The name platform is that of the Application that brings platform to a cluster',
    ],
    [
      'one port for calls and probes',
      ['teams', 'billing', 'services', 'antaeus', 'opsPort'],
      8000,
      'The port 8000 of antaeus is there twice',
    ],
    [
      'a caller that does not exist',
      ['teams', 'payments', 'services', 'payment', 'callers'],
      ['billing/antaus'],
      'The caller billing/antaus is no service',
    ],
    [
      'a caller of a further port that does not exist',
      ['teams', 'payments', 'services', 'payment', 'ports'],
      { grpc: { port: 9002, callers: ['billing/antaeus-worker'] } },
      'The caller billing/antaeus-worker is no service',
    ],
    [
      'two ports of one number',
      ['teams', 'payments', 'services', 'payment', 'ports'],
      { grpc: { port: 9000 } },
      'The port 9000 of payment is there twice',
    ],
    [
      'callers without a port',
      ['teams', 'payments', 'services', 'payment', 'port'],
      undefined,
      'must have property port when property callers is present',
    ],
    [
      'a port that takes the name of another',
      ['teams', 'payments', 'services', 'payment', 'ports'],
      { http: { port: 9002 } },
      'ports.http may not stand here',
    ],
    [
      "a workload of the database's name",
      ['teams', 'payments', 'services', 'payment', 'workloads'],
      { postgresql: {} },
      'The name payment-postgresql is taken already',
    ],
    [
      'an image with a tag',
      ['teams', 'payments', 'services', 'payment', 'images'],
      ['docker.io/library/redis:7'],
      'payment.images.0 must match pattern',
    ],
    [
      "egress to a cluster's pods",
      ['teams', 'payments', 'services', 'payment', 'egress'],
      [{ to: '10.0.0.0/8', port: 443 }],
      'The range 10.0.0.0/8, to which payment sends, holds addresses of the pods of local (10.244.0.0/16)',
    ],
    [
      "egress to the machine's own credentials",
      ['teams', 'payments', 'services', 'payment', 'workloads'],
      { worker: { egress: [{ to: '169.254.169.254/32', port: 1024 }] } },
      'The range 169.254.169.254/32, to which payment-worker sends, holds addresses of a node itself',
    ],
    [
      'a host name in the place of a range',
      ['teams', 'payments', 'services', 'payment', 'egress'],
      [{ to: 'api.example.org', port: 443 }],
      'payment.egress.0.to must match pattern',
    ],
    [
      'a host beside a range',
      ['teams', 'payments', 'services', 'payment', 'egress'],
      [{ host: 'api.example.org', to: '203.0.113.0/28', port: 443 }],
      'payment.egress.0.to is not a field that may stand here',
    ],
    [
      'a host without a port',
      ['teams', 'payments', 'services', 'payment', 'egress'],
      [{ host: 'api.example.org' }],
      "payment.egress.0 must have required property 'port'",
    ],
    ...['*.example.org', 'API.example.org', 'example', 'api.example.org.', '203.0.113.9', `${'a'.repeat(64)}.org`].map(
      (host): [string, string[], unknown, string] => [
        `the host ${host}`,
        ['teams', 'payments', 'services', 'payment', 'egress'],
        [{ host, port: 443 }],
        'payment.egress.0.host must match pattern',
      ],
    ),
    ...[
      'payment.payments.svc.cluster.local',
      'payment.payments.svc',
      'antaeus.billing',
      'kubernetes.default',
      'www.staging.tinjis.example',
      'tinjis.example',
    ].map((host): [string, string[], unknown, string] => [
      `a host that is a name of the cluster: ${host}`,
      ['teams', 'payments', 'services', 'payment', 'egress'],
      [{ host, port: 443 }],
      `The host ${host}, to which payment sends, is a name of a cluster itself`,
    ]),
    [
      'a host on clusters whose network engine knows addresses only',
      ['teams', 'payments', 'services', 'payment', 'workloads'],
      { worker: { egress: [{ host: 'api.example.org', port: 443 }] } },
      'payment-worker sends to the host api.example.org, and the network of local, staging, production is not said to know host names',
    ],
    [
      'a network engine that nobody evaluates',
      ['clusters', 'staging', 'network'],
      'calico',
      'clusters.staging.network is "calico", expected one of cilium',
    ],
    [
      'the platform as a caller',
      ['teams', 'payments', 'services', 'payment', 'callers'],
      ['platform/x'],
      'The caller platform/x is no service',
    ],
  ];
  for (const [what, path, value, says] of refusals) {
    it(`refuses ${what}`, () => {
      const faults = faultsOf(changed(path, value));
      const fault = faults.find((found) => found.what.includes(says));
      expect(fault, JSON.stringify(faults)).to.exist();
      expect(fault?.at.file).to.equal('policies/teams.yaml');
      expect(fault?.fix).not.to.be.empty();
    });
  }

  it('reports all faults of a stage at once', () => {
    const faults = faultsOf(
      changed(['teams', 'payments', 'group'], 'admin').replace('outside: node-port', 'outside: maybe'),
    );
    expect(faults.map(({ what }) => what.split(' ')[0])).to.include(['teams.payments.group', 'clusters.local.outside']);
  });
});
