import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { lookStep, renewStep } from '../../src/ci/renewal.ts';
import { runStep, type Step } from '../../src/ci/step.ts';
import { guard } from '@tinjis/delivery/guard/guard';
import { readProposal } from '@tinjis/delivery/load/proposal/read-proposal';
import { Delivery } from './delivery.ts';
import { CertificateServer, selfSigned } from './certificates.ts';

export const lab = Lab.script();
const { before, after, beforeEach, afterEach, describe, it } = lab;

const file = 'clusters/staging/bootstrap/sealing-certificate.pem';
const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const [first, second, third] = [selfSigned(day(1)).cert, selfSigned(day(2)).cert, selfSigned(day(3)).cert];
const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;

describe('the renewal of sealing certificates', () => {
  const authorities = tls.getCACertificates('default');
  const identity = selfSigned(day(1));
  let delivery: Delivery;
  let cluster: CertificateServer;
  let address: string;
  before(() => {
    tls.setDefaultCACertificates([...authorities, identity.cert]);
  });
  after(() => {
    tls.setDefaultCACertificates(authorities);
  });
  beforeEach(async () => {
    cluster = new CertificateServer(identity);
    address = `${await cluster.listen()}/v1/cert.pem`;
    cluster.shown.set('/v1/cert.pem', [200, second]);
    delivery = new Delivery();
    await delivery.start();
    delivery.merge({ [file]: first, '.github/sealing-certificates.yaml': `staging: ${address}\n` });
  });
  afterEach(() => {
    delivery.stop();
    cluster.close();
  });

  async function step(which: Step, env: Record<string, string> = {}, clone = delivery.clone()) {
    const said: string[] = [];
    const exit = await runStep('renewal', which, {
      env: delivery.env({ APP_SLUG: 'tinjis-renew', ...env }),
      root: clone,
      say: (line) => said.push(line),
    });
    return { exit, said: said.join('\n') };
  }
  const renew = (pem: string, more: Record<string, string> = {}) =>
    step(renewStep, { CERTIFICATES: JSON.stringify([{ cluster: 'staging', pem }]), ...more });
  const listed = (text: string) => delivery.merge({ '.github/sealing-certificates.yaml': text });

  it('finds a newer certificate, and hands on the certificate alone', async () => {
    cluster.shown.set('/v1/cert.pem', [200, `${third}${second}and more\n`]);
    const { exit, said } = await step(lookStep);
    expect({ exit, said }).to.equal({
      exit: 0,
      said: `staging: ${fingerprint(first)} → ${fingerprint(third)}\ncertificates=${JSON.stringify([{ cluster: 'staging', pem: third }])}`,
    });
  });

  it('finds nothing where it is the same, or no address is known', async () => {
    cluster.shown.set('/v1/cert.pem', [200, first]);
    expect(await step(lookStep)).to.equal({ exit: 0, said: 'staging: as in the repository\ncertificates=[]' });
    listed('# none yet\n');
    expect(await step(lookStep)).to.equal({
      exit: 0,
      said: 'no cluster has an address: nothing was compared\ncertificates=[]',
    });
    delivery.merge({ '.github/sealing-certificates.yaml': null });
    expect((await step(lookStep)).said).to.contain('nothing was compared');
  });

  it('asks every cluster although one does not answer, and fails then', async () => {
    listed(`gone: https://127.0.0.1:1/\nstaging: ${address}\n`);
    const { exit, said } = await step(lookStep);
    expect(exit).to.equal(1);
    expect(said).to.match(
      /^gone: https:\/\/127\.0\.0\.1:1\/ gives no certificate: fetch failed \(.+\)\nstaging: .+ → /,
    );
  });

  for (const [what, shown, says] of [
    ['an older certificate', [200, selfSigned(new Date(0)).cert], 'older than the one in the repository'],
    ['an expired one', [200, selfSigned(day(4), day(5)).cert], 'expired at'],
    ['a private key beside it', [200, `${identity.key}`], 'gives no certificate'],
    ['a page', [200, '<html>'], 'gives no certificate'],
    ['an error', [500, second], 'it answered 500'],
    ['a redirect', [302, ''], 'gives no certificate'],
  ] as const) {
    it(`takes nothing from an address that gives ${what}`, async () => {
      cluster.shown.set('/v1/cert.pem', shown);
      const { exit, said } = await step(lookStep);
      expect({ exit, says: said.includes(says), none: said.endsWith('certificates=[]') }).to.equal({
        exit: 1,
        says: true,
        none: true,
      });
    });
  }

  it('takes nothing from whom it does not trust', async () => {
    tls.setDefaultCACertificates(authorities);
    const { exit, said } = await step(lookStep);
    tls.setDefaultCACertificates([...authorities, identity.cert]);
    expect(exit).to.equal(1);
    expect(said).to.contain('self-signed certificate');
  });

  for (const text of [
    'staging: http://example.org/\n',
    'staging: "https://"\n',
    'staging: 1\n',
    'a: [\n',
    '- https\n',
  ]) {
    it(`asks no address that is written as ${JSON.stringify(text)}`, async () => {
      listed(text);
      const { exit, said } = await step(lookStep);
      expect(exit).to.equal(3);
      expect(said).to.contain('an address that is not https://');
    });
  }

  it('proposes it as a pull request of that one file, with both fingerprints and how to compare them', async () => {
    const { exit, said } = await renew(second);
    expect({ exit, said }).to.equal({ exit: 0, said: 'pull request 1: Seal for the new key of staging' });
    expect(delivery.origin.git('diff', '--name-only', 'main', 'renew/staging').trim()).to.equal(file);
    expect(delivery.read('renew/staging', file)).to.equal(second);
    expect(delivery.origin.git('log', '-1', '--format=%an', 'renew/staging').trim()).to.equal('tinjis-renew[bot]');
    const body = String(delivery.server.requests.find(({ method }) => method === 'POST')?.body['body']);
    expect(body)
      .to.contain(fingerprint(first))
      .and.to.contain(fingerprint(second))
      .and.to.contain('kubeseal --fetch-cert');
  });

  it('keeps the proposal for the same certificate, replaces it for a newer one, and ends where main has it', async () => {
    await renew(second);
    const head = delivery.origin.git('rev-parse', 'renew/staging');
    await renew(second);
    expect(delivery.origin.git('rev-parse', 'renew/staging')).to.equal(head);
    await renew(third);
    expect(delivery.read('renew/staging', file)).to.equal(third);
    delivery.accept('renew/staging');
    const posts = () => delivery.server.requests.filter(({ method }) => method !== 'GET').length;
    const done = posts();
    expect((await renew(third)).exit).to.equal(0);
    expect(posts()).to.equal(done);
  });

  it('does not push over what somebody else has just set', async () => {
    await renew(second);
    const { exit, said } = await renew(third, {
      PATH: `${delivery.rival('git update-ref refs/heads/renew/staging main')}:${process.env['PATH']}`,
    });
    expect(exit).to.equal(3);
    expect(said).to.contain('somebody else set renew/staging meanwhile');
  });

  it("is the platform team's to approve, whoever proposes it", async () => {
    await renew(second);
    const { teams, proposal } = readProposal({
      root: delivery.origin.root,
      author: 'tinjis-renew[bot]',
      approvedBy: [],
      base: 'main',
      head: 'renew/staging',
    });
    expect(guard(teams, proposal).verdict).to.equal('needs-platform');
    const approved = readProposal({
      root: delivery.origin.root,
      author: 'tinjis-renew[bot]',
      approvedBy: ['platform-admin'],
      base: 'main',
      head: 'renew/staging',
    });
    expect(guard(approved.teams, approved.proposal).verdict).to.equal('allow');
  });

  it('tells a fault of its own as one', async () => {
    expect(await step(renewStep, { CERTIFICATES: '{' })).to.include({ exit: 70 });
    const clone = delivery.clone();
    expect((await step(lookStep, { GITHUB_OUTPUT: clone }, clone)).exit).to.equal(70);
  });

  it('runs as the workflow runs it', async () => {
    const { exit, out } = await delivery.script('renew.ts', delivery.clone(), {
      APP_SLUG: 'tinjis-renew',
      CERTIFICATES: JSON.stringify([{ cluster: 'staging', pem: second }]),
    });
    expect({ exit, out }).to.equal({ exit: 0, out: 'pull request 1: Seal for the new key of staging\n' });
    listed('# none\n');
    expect((await delivery.script('certificates.ts', delivery.clone(), {})).out).to.contain('nothing was compared');
  });
});
