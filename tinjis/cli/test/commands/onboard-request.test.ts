import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type OnboardOptions, onboardRequest } from '../../src/commands/onboard-request.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const redis = `docker.io/library/redis:8.2@${digest}`;

const given = (options: Partial<OnboardOptions>): OnboardOptions => ({ autoscaler: true, http: true, ...options });
const entry = (options: Partial<OnboardOptions>): unknown => onboardRequest('shop', 'cart', given(options)).entry;
const refused =
  (options: Partial<OnboardOptions>): (() => unknown) =>
  () =>
    onboardRequest('shop', 'cart', given(options));

describe('onboardRequest()', () => {
  for (const [what, options, wanted] of [
    ['a port, and an ops port above it', {}, { port: 8080, opsPort: 8081, callers: [], outside: false }],
    [
      'the number of the Service',
      { port: ['80:9000'], outside: true, database: true },
      { port: 9000, servicePort: 80, opsPort: 9001, callers: [], outside: true, database: 'postgresql' },
    ],
    [
      'host names, one with a path',
      { outside: true, host: ['www', 'shop/cart'], opsPort: false },
      { port: 8080, callers: [], outside: true, hosts: ['www', 'shop/cart'] },
    ],
    ['no port but the ops port', { http: false }, { opsPort: 8081 }],
    ['no port at all', { http: false, opsPort: false }, {}],
    ['no port of a job', { schedule: '0 4 * * MON-FRI', opsPort: false }, {}],
    ['no port of a job that says nothing of one', { schedule: '@hourly' }, {}],
    [
      'an ops port of its own',
      { opsPort: '9000', port: ['7000'] },
      { port: 7000, opsPort: 9000, callers: [], outside: false },
    ],
    [
      'callers of each port',
      {
        port: ['8080', 'grpc=70:7070', 'metrics=9090'],
        caller: ['grpc=shop/frontend', 'shop/list', 'grpc=shop/list'],
        monitoring: ['metrics'],
      },
      {
        port: 8080,
        callers: ['shop/list'],
        outside: false,
        ports: {
          grpc: { port: 7070, servicePort: 70, callers: ['shop/frontend', 'shop/list'] },
          metrics: { port: 9090, monitoring: true },
        },
      },
    ],
    [
      'callers of the first port, if each has a name',
      { port: ['grpc=7070', 'admin=15000'], caller: ['shop/frontend'], opsPort: false },
      { ports: { grpc: { port: 7070, callers: ['shop/frontend'] }, admin: { port: 15000 } } },
    ],
    [
      'a workload, with images of others and where it sends to',
      {
        workload: 'cache',
        port: ['redis=6379'],
        image: [redis, `localhost:5000/exporter@${digest}`],
        egress: ['203.0.113.0/28:443', 'api.bank.example:8443', '203.0.113.9:22'],
      },
      {
        ports: { redis: { port: 6379 } },
        images: ['docker.io/library/redis', 'localhost:5000/exporter'],
        egress: [
          { to: '203.0.113.0/28', port: 443 },
          { host: 'api.bank.example', port: 8443 },
          { to: '203.0.113.9', port: 22 },
        ],
      },
    ],
  ] as const) {
    it(`enters ${what}`, () => {
      expect(entry(options)).to.equal(wanted);
    });
  }

  it('passes on what only the manifests say, and the share of a new team', () => {
    const options = {
      member: ['ann'],
      group: ['reader=CN=oncall,OU=shop'],
      automation: ['pipeline'],
      kind: ['CronJob'],
      schedule: '0 4 * * *',
      share: ['pods=9'],
      containerMax: ['memory=4Gi'],
      image: [redis],
      autoscaler: false,
    };
    expect(onboardRequest('shop', 'cart', given(options))).to.include({
      team: 'shop',
      service: 'cart',
      members: ['ann'],
      teamFields: {
        groups: [{ group: 'CN=oncall,OU=shop', role: 'reader' }],
        automation: { pipeline: 'reader' },
        share: { pods: '9' },
        containerMax: { memory: '4Gi' },
        kinds: ['CronJob'],
      },
      images: [redis],
      autoscaler: false,
      schedule: '0 4 * * *',
    });
    expect(onboardRequest('shop', 'cart', given({ workload: 'cache' }))).to.include({ workload: 'cache', entry: {} });
  });

  for (const [what, options, says] of [
    ['a port that is no number', { port: ['http'] }, '--port is http, expected a port number'],
    ['two ports without a name', { port: ['80', '81'] }, 'two ports without a name'],
    ['two ports of a name', { port: ['a=80', 'a=81'] }, 'two ports the name a'],
    ['a port of a workload without a name', { workload: 'cache', port: ['80'] }, 'a port of a workload has a name'],
    ['an ops port that is no number', { opsPort: 'ops' }, '--ops-port is ops, expected a port number'],
    ['monitoring of a port that is not there', { monitoring: ['metrics'] }, '--monitoring names the port metrics'],
    ['monitoring of the port without a name', { monitoring: ['http'] }, '--monitoring names the port http'],
    ['a caller of a port that is not there', { caller: ['grpc=a/b'] }, '--caller grpc=a/b connects to the port grpc'],
    [
      'a caller of no port',
      { workload: 'cache', caller: ['a/b'] },
      '--caller a/b connects to a port, and there is none',
    ],
    [
      'a way in without a port',
      { port: ['grpc=7070'], outside: true },
      '--outside lets clients in to the port without',
    ],
    ['a host for nobody', { host: ['www'] }, '--host says under which names clients outside connect'],
    ['an image by its tag', { image: ['docker.io/library/redis:8'] }, 'expected PATH:TAG@sha256:DIGEST'],
    [
      'a range without a port',
      { egress: ['203.0.113.0/28'] },
      '--egress is 203.0.113.0/28, expected an address range or a host, and a port',
    ],
    ['nobody who connects to a port', { http: false, port: ['80'] }, '--no-http says that nobody connects'],
    ['members of a workload', { workload: 'cache', member: ['ann'] }, 'and --member is about the service'],
    [
      'the largest container of a workload',
      { workload: 'cache', containerMax: ['cpu=1'] },
      'and --container-max is about',
    ],
    [
      'a workload to which nobody connects by a word of its own',
      { workload: 'cache', http: false },
      '--no-http or --no-autoscaler is about',
    ],
    ['an autoscaler of a workload', { workload: 'cache', autoscaler: false }, '--no-http or --no-autoscaler is about'],
    ['a schedule that is none', { schedule: 'at night' }, '--schedule is at night, expected minute, hour, day'],
    ['a port of a job', { schedule: '0 4 * * *', port: ['80'] }, '--schedule starts a job, to which nobody connects'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refused(options)).to.throw(new RegExp(says.replace(/[*+?.]/g, '\\$&')));
    });
  }
});
