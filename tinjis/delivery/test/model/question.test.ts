import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import type { DeveloperTeam, PeopleGroup, Service } from '../../src/model/teams.ts';
import { Failure } from '@tinjis/manifests/failure';
import { expect } from '@hapi/code';
import { accountOf, everybody, kubernetesUser, personOf, strangerNote } from '../../src/model/identity.ts';
import { imagined } from '@tinjis/rules/objects/objects';
import { kindNamed, kindOf, templateOf, withTemplate } from '@tinjis/rules/objects/kinds';
import { parseQuestion } from '../../src/model/question.ts';
import { readTeams } from '../../src/model/teams/syntax.ts';
import type { Teams } from '../../src/model/teams.ts';
import { questionSentence } from '../../src/print/answer.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const reading = readTeams(readFileSync(join(process.cwd(), 'testing/fixtures/base/policies/teams.yaml'), 'utf8'));
const teams = (reading as { teams: Teams }).teams;
const sentence = (...words: [string, string, string, string?]): string =>
  questionSentence(parseQuestion(teams, ...words), 'allow', 'here');

describe('parseQuestion()', () => {
  for (const [words, said] of [
    [['payments-dev', 'deploy', 'payments/payment'], 'payments-dev may deploy payments/payment on here'],
    [
      ['billing/antaeus', 'connect', 'payments/payment:9001'],
      'billing/antaeus may connect to payments/payment on port 9001 on here',
    ],
    [
      ['billing/antaeus', 'connect', 'payments/payment'],
      'billing/antaeus may connect to payments/payment on port 9000 on here',
    ],
    [
      ['pod:any/x', 'connect', 'payments/payment'],
      'pod any/x, with any labels, may connect to payments/payment on port 9000 on here',
    ],
    [
      ['payments/payment', 'connect', 'payments/payment-postgresql'],
      'payments/payment may connect to payments/payment-postgresql on port 5432 on here',
    ],
    [
      ['payments/payment-postgresql', 'connect', 'billing/antaeus'],
      'payments/payment-postgresql may connect to billing/antaeus on port 8000 on here',
    ],
    [
      ['outside', 'connect', 'billing/antaeus'],
      'somebody outside the cluster may connect to billing/antaeus on port 8000 on here',
    ],
    [['10.0.0.1', 'connect', 'billing/antaeus'], '10.0.0.1 may connect to billing/antaeus on port 8000 on here'],
    [['2001:db8::1', 'connect', 'billing/antaeus'], '2001:db8::1 may connect to billing/antaeus on port 8000 on here'],
    [
      ['billing/antaeus', 'connect', 'api.bank.example:443'],
      'billing/antaeus may connect to api.bank.example on port 443 on here',
    ],
    [
      ['payments/payment-postgresql', 'connect', '203.0.113.9:22'],
      'payments/payment-postgresql may connect to 203.0.113.9 on port 22 on here',
    ],
    [['x', 'push', 'policies/teams.yaml'], 'x may push policies/teams.yaml'],
    [['x', 'sync', 'payments/payment'], 'x may sync payments/payment on here'],
    [['x', 'logs', 'payments/payment'], 'x may read the logs of payments/payment on here'],
    [['x', 'get', 'payments/payment'], 'x may look at payments/payment on here'],
    // A name alone will do where only one team has it, and words that people use for a verb.
    [['x', 'deploy', 'antaeus'], 'x may deploy billing/antaeus on here'],
    [['antaeus', 'call', 'payment'], 'billing/antaeus may connect to payments/payment on port 9000 on here'],
    [
      ['payment', 'reach', 'payment-postgresql'],
      'payments/payment may connect to payments/payment-postgresql on port 5432 on here',
    ],
    [['x', 'edit', 'policies/teams.yaml'], 'x may push policies/teams.yaml'],
    [['x', 'create', 'networkpolicies', 'payments'], 'x may create networkpolicies in namespace payments on here'],
    [['x', 'get', 'pods/log/payment-1', 'payments'], 'x may get pods/log/payment-1 in namespace payments on here'],
    [['x', 'delete', 'namespaces', 'payments'], 'x may delete namespaces on here'],
    [['system:serviceaccount:a:b', 'delete', 'namespaces'], 'system:serviceaccount:a:b may delete namespaces on here'],
  ] as const) {
    it(`reads ${words.join(' ')}`, () => {
      expect(sentence(...(words as unknown as [string, string, string, string?]))).to.equal(said);
    });
  }

  for (const [words, said] of [
    [['x', 'deploy', 'payments/nothing'], 'payments/nothing is no service'],
    [['x', 'deploy', 'a/b/c'], 'a/b/c is no service'],
    [['nobody', 'connect', 'payments/payment'], 'nobody is no service'],
    [['billing/antaeus', 'connect', 'payments/payment:x'], 'payments/payment:x is no service'],
    [['a/b/c', 'connect', 'payments/payment'], 'a/b/c is no service'],
    [['billing/antaeus', 'connect', 'API.bank.example:443'], 'API.bank.example:443 is no service'],
    [
      ['billing/antaeus', 'connect', 'api.bank.example'],
      'api.bank.example is a place outside the cluster, and no port',
    ],
    [['outside', 'connect', 'api.bank.example:443'], 'outside is no workload of policies/teams.yaml'],
    [['pod:any/x', 'connect', '203.0.113.9:443'], 'pod:any/x is no workload of policies/teams.yaml'],
    [
      ['billing/antaeus', 'connect', 'payment.payments.svc.cluster.local:9000'],
      "payment.payments.svc.cluster.local is a name of the cluster's own DNS",
    ],
    [['billing/antaeus', 'connect', 'payment.payments:9000'], "payment.payments is a name of the cluster's own DNS"],
    [['x', 'push', '../out'], '../out is no path inside the repository'],
    [['x', 'push', '/etc/passwd'], '/etc/passwd is no path inside the repository'],
    [['x', 'push', ''], ' is no path inside the repository'],
    [['x', 'juggle', 'pods'], 'there is no verb juggle'],
    [['x', 'juggle', 'payments/payment'], 'there is no verb juggle'],
    [['x', 'get', 'unicorns'], 'unicorns is neither a service of policies/teams.yaml nor a resource'],
    [['x', 'get', 'pods'], 'pods live in a namespace, and none is named'],
  ] as const) {
    it(`refuses ${words.join(' ')}`, () => {
      expect(() => sentence(...(words as unknown as [string, string, string, string?]))).to.throw(
        new RegExp(said.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')),
      );
    });
  }

  for (const [words, meant] of [
    [['x', 'deplyo', 'payments/payment'], 'deploy'],
    [['x', 'reeach', 'payments/payment'], 'reach'],
    [['x', 'deploy', 'payments/paymnt'], 'payments/payment'],
    [['biling/antaeus', 'connect', 'payments/payment'], 'billing/antaeus'],
    [['x', 'get', 'evnts', 'payments'], 'events'],
  ] as const) {
    it(`says what was probably meant by ${words.join(' ')}`, () => {
      const refusal = (): string => {
        try {
          return sentence(...(words as unknown as [string, string, string, string?]));
        } catch (error) {
          return (error as Failure).explanation.fix;
        }
      };
      expect(refusal()).to.startWith(`did you mean ${meant}? `);
    });
  }

  it('takes no name that two teams have, and a resource before a service of its name', () => {
    const [first, second] = teams.developers as [DeveloperTeam, DeveloperTeam];
    const service = (team: DeveloperTeam, name: string): Service => ({ ...(team.services[0] as Service), name });
    const twice = {
      ...teams,
      developers: [
        { ...first, services: [service(first, 'web'), service(first, 'events')] },
        { ...second, services: [service(second, 'web')] },
      ],
    };
    expect(() => parseQuestion(twice, 'x', 'deploy', 'web')).to.throw(Failure);
    expect(parseQuestion(twice, 'x', 'deploy', 'events')).to.include({ verb: 'deploy' });
    expect(parseQuestion(twice, 'x', 'get', 'events', 'payments')).to.include({ verb: 'call' });
  });

  it('names a handful of services where there are many', () => {
    const services = Array.from({ length: 12 }, (_, index) => ({
      ...teams.developers[0]?.services[0],
      name: `s${index}`,
    }));
    const many = { ...teams, developers: [{ ...teams.developers[0], services }] } as unknown as Teams;
    try {
      parseQuestion(many, 'x', 'deploy', 'no/thing');
    } catch (error) {
      expect((error as { explanation: { fix: string } }).explanation.fix).to.contain('and 2 more');
      return;
    }
    throw new Error('was not refused');
  });
});

describe('an identity', () => {
  it('is everybody of the team file, and one stranger with a name nobody has', () => {
    expect(everybody(teams).map(({ login }) => login)).to.equal([
      'platform-admin',
      'payments-dev',
      'billing-dev',
      'somebody-else',
    ]);
    const [own] = teams.platform.groups as [PeopleGroup];
    const withMember = { ...teams.platform, groups: [{ ...own, members: [{ login: 'somebody-else' }] }] };
    const taken = { ...teams, platform: withMember };
    expect(everybody(taken).at(-1)?.login).to.equal('somebody-else-');
  });

  it('is seen by Kubernetes with the groups it adds', () => {
    expect(kubernetesUser(personOf(teams, 'payments-dev')).groups).to.equal([
      'tinjis:payments',
      'system:authenticated',
    ]);
    expect(kubernetesUser({ kind: 'account', namespace: 'a', name: 'b' }).groups).to.include(
      'system:serviceaccounts:a',
    );
  });

  it('is found in other case, and one in no team is told so with the nearest one', () => {
    expect(personOf(teams, 'PAYMENTS-Dev')).to.equal(personOf(teams, 'payments-dev'));
    expect(strangerNote(teams, personOf(teams, 'PAYMENTS-Dev'))).to.be.undefined();
    expect(strangerNote(teams, personOf(teams, 'payment-dev'))).to.equal(
      'payment-dev is in no team of policies/teams.yaml; did you mean payments-dev?',
    );
    expect(strangerNote(teams, personOf(teams, 'mallory'))).to.equal('mallory is in no team of policies/teams.yaml');
  });

  it('is no account by a name that only looks like one', () => {
    for (const name of [
      'system:serviceaccount:a',
      'system:serviceaccount::b',
      'system:serviceaccount:a:b:c',
      'system:node:a:b',
      'x:serviceaccount:a:b',
    ]) {
      expect(accountOf(name)).to.be.undefined();
    }
  });
});

describe('a kind', () => {
  it('is found by plural, by name and with its group, and guessed where it is not known', () => {
    expect(kindNamed('NetworkPolicy')).to.shallow.equal(kindNamed('networkpolicies.networking.k8s.io'));
    expect(kindOf('example.org', 'Thing')).to.equal({
      group: 'example.org',
      kind: 'Thing',
      resource: 'things',
      namespaced: true,
    });
  });
});

describe('a pod template', () => {
  it('is read and replaced where each kind has it, and made where it is missing', () => {
    const metadata = { name: 'x', namespace: 'n' };
    const pod = withTemplate(
      { apiVersion: 'v1', kind: 'Pod', metadata },
      { metadata: { labels: { a: 'b' } }, spec: {} },
    );
    expect(pod.metadata).to.equal({ ...metadata, labels: { a: 'b' } });
    const job = withTemplate({ apiVersion: 'batch/v1', kind: 'CronJob', metadata }, { spec: { x: 1 } });
    expect(templateOf(job)).to.include({ spec: { x: 1 } });
    expect(templateOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata })).to.equal({});
    expect(templateOf({ apiVersion: 'v1', kind: 'Service', metadata })).to.include({ kind: 'Service' });
    expect(imagined(pod, { file: 'f', line: 1 }).at(['spec'])).to.equal({ file: 'f', line: 1 });
  });
});
