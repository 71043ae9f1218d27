import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { proposeStep } from '../../src/ci/propose.ts';
import { runStep } from '../../src/ci/step.ts';
import { Delivery, digestOf, imageOf, overlayOf } from './delivery.ts';

export const lab = Lab.script();
const { beforeEach, afterEach, describe, it } = lab;

const branch = 'deliver/staging/payments/payment';

describe('proposeStep', () => {
  let delivery: Delivery;
  beforeEach(async () => {
    delivery = new Delivery();
    await delivery.start();
  });
  afterEach(() => {
    delivery.stop();
  });

  async function propose(clone: string, more: Record<string, string>) {
    const said: string[] = [];
    const exit = await runStep('propose', proposeStep, {
      env: delivery.env(more),
      root: clone,
      say: (line) => said.push(line),
    });
    return { exit, said: said.join('\n') };
  }
  const bump = (commit: string, digit = 'a', service = 'payment') => ({
    SERVICE: `${service === 'payment' ? 'payments' : 'billing'}/${service}`,
    TO: 'staging',
    IMAGE: imageOf(service, commit),
    DIGEST: digestOf(digit),
  });
  const main = () => delivery.origin.git('rev-parse', 'main').trim();
  const opened = () => delivery.server.pulls.filter(({ state }) => state === 'open');

  it('opens one pull request that changes one image entry on top of main, as the App', async () => {
    const commit = main();
    const { exit, said } = await propose(delivery.clone(), bump(commit));
    expect({ exit, said }).to.equal({
      exit: 0,
      said: `pull request 1: Run payments/payment ${commit.slice(0, 12)} on staging`,
    });
    expect(delivery.origin.git('diff', '--name-only', 'main', branch).trim()).to.equal(overlayOf('payment', 'staging'));
    expect(
      delivery.origin
        .git('diff', 'main', branch)
        .split('\n')
        .filter((line) => /^[+-] /.test(line))
        .map((line) => line.trim()),
    ).to.equal([
      '+    newName: ghcr.io/tinjis/tinjis-delivery/payment',
      `+    newTag: ${commit}`,
      `+    digest: ${digestOf('a')}`,
    ]);
    expect(delivery.origin.git('rev-parse', `${branch}^`).trim()).to.equal(commit);
    expect(delivery.origin.git('log', '-1', '--format=%an %ce', branch).trim()).to.equal(
      'tinjis-deliver[bot] tinjis-deliver[bot]@users.noreply.github.com',
    );
    const [made] = delivery.server.requests.filter(({ method }) => method === 'POST');
    expect(made?.body).to.include({ head: branch, base: 'main', maintainer_can_modify: false });
    expect(String(made?.body['body'])).to.contain(`${imageOf('payment', commit)}@${digestOf('a')}`);
  });

  it('leaves the checkout alone, and the token out of what it says', async () => {
    const clone = delivery.clone();
    const { said } = await propose(clone, bump(main()));
    expect(said).not.to.contain('secret-token');
    expect(delivery.origin.git('-C', clone, 'status', '--porcelain')).to.equal('');
  });

  it('updates the pull request for a newer image, keeps it for the same, and never goes back to an older one', async () => {
    const [clone, older] = [delivery.clone(), main()];
    await propose(clone, bump(older));
    const newer = delivery.merge({ 'services/payment/src/start.ts': 'newer();\n' });
    expect((await propose(clone, bump(newer, 'b'))).exit).to.equal(0);
    const head = delivery.origin.git('rev-parse', branch);
    expect(delivery.read(branch, overlayOf('payment', 'staging'))).to.contain(newer);
    expect((await propose(clone, bump(newer, 'b'))).said).to.contain('pull request 1');
    expect((await propose(clone, bump(older))).said).to.equal(`a newer image is there or proposed: ${newer}`);
    expect(delivery.origin.git('rev-parse', branch)).to.equal(head);
    await propose(clone, bump(newer, 'c'));
    expect(delivery.read(branch, overlayOf('payment', 'staging'))).to.contain(digestOf('c'));
    expect(opened().map((pull) => pull['title'])).to.equal([`Run payments/payment ${newer.slice(0, 12)} on staging`]);
  });

  it('has nothing to do where main runs the image, or a newer one', async () => {
    const [clone, older] = [delivery.clone(), main()];
    const newer = delivery.merge({ 'services/payment/src/start.ts': 'newer();\n' });
    await propose(clone, bump(newer));
    delivery.accept(branch);
    expect((await propose(clone, bump(newer))).said).to.equal('staging runs it already on main');
    expect((await propose(clone, bump(older))).said).to.contain('a newer image is there');
    expect(opened()).to.equal([]);
  });

  it('loses nothing when thirty merges of one service and one of another race', { timeout: 120_000 }, async () => {
    const merges = Array.from({ length: 30 }, (_, index) => index);
    const commits = merges.map((each) => delivery.merge({ 'services/payment/src/start.ts': `start(${each});\n` }));
    const runs = commits.map((commit, index) =>
      delivery.script('propose.ts', delivery.clone(), bump(commit, (index % 16).toString(16))),
    );
    const other = delivery.script('propose.ts', delivery.clone(), bump(commits[0] as string, 'f', 'antaeus'));
    const ended = await Promise.all([...runs, other]);
    expect(ended.filter(({ exit }) => exit !== 0).map(({ out }) => out)).to.equal([]);
    const [text, beside] = [
      delivery.read(branch, overlayOf('payment', 'staging')),
      delivery.read('deliver/staging/billing/antaeus', overlayOf('antaeus', 'staging')),
    ];
    expect(text).to.contain(`newTag: ${commits[29]}`).and.to.contain(digestOf('d'));
    expect(beside).to.contain(`newTag: ${commits[0]}`);
    expect(new Set(opened().map(({ head }) => head.ref))).to.equal(
      new Set([branch, 'deliver/staging/billing/antaeus']),
    );
  });

  it('looks at everything again where somebody pushes between the look and the push', async () => {
    const [clone, older] = [delivery.clone(), main()];
    const newer = delivery.merge({ 'services/payment/src/start.ts': 'newer();\n' });
    await propose(delivery.clone(), bump(newer, 'b'));
    const theirs = delivery.origin.git('rev-parse', branch).trim();
    delivery.origin.git('update-ref', '-d', `refs/heads/${branch}`);
    const path = `${delivery.rival(`git update-ref refs/heads/${branch} ${theirs}`)}:${String(process.env['PATH'])}`;
    const { exit, said } = await propose(clone, { ...bump(older), PATH: path });
    expect({ exit, said: said.split('\n') }).to.equal({
      exit: 0,
      said: [`attempt 1: somebody else set ${branch} first`, `a newer image is there or proposed: ${newer}`],
    });
  });

  it('promotes what staging runs, and only that', async () => {
    const [clone, commit] = [delivery.clone(), main()];
    const ask = { SERVICE: 'payments/payment', FROM: 'staging', TO: 'production' };
    expect(await propose(clone, ask)).to.include({ exit: 2 });
    await propose(clone, bump(commit));
    delivery.accept(branch);
    expect((await propose(clone, ask)).exit).to.equal(0);
    const promoted = 'deliver/production/payments/payment';
    expect(delivery.origin.git('diff', '--name-only', 'main', promoted).trim()).to.equal(
      overlayOf('payment', 'production'),
    );
    expect(delivery.read(promoted, overlayOf('payment', 'production'))).to.contain(digestOf('a'));
    delivery.accept(promoted);
    expect((await propose(clone, ask)).said).to.equal('production runs it already on main');
  });

  it('refuses what is no image of this service on a cluster there is, and pushes nothing', async () => {
    const clone = delivery.clone();
    for (const [spoil, says] of [
      [{ IMAGE: imageOf('antaeus', 'a'.repeat(40)) }, "this service's image"],
      [{ IMAGE: imageOf('payment', 'latest') }, 'full commit SHA'],
      [{ DIGEST: 'sha256:x' }, '--digest is'],
      [{ SERVICE: 'payments/antaeus' }, 'there is no service'],
      [{ TO: '../x' }, 'there is no cluster'],
      [{ FROM: 'x' }, 'there is no cluster'],
      [{ IMAGE: '' }, 'IMAGE is not set'],
    ] as const) {
      const { exit, said } = await propose(clone, { ...bump(main()), ...spoil });
      expect({ exit, says: said.includes(says) ? says : said }).to.equal({ exit: 2, says });
    }
    expect(delivery.origin.git('branch', '--list', 'deliver/*')).to.equal('');
    expect(opened()).to.equal([]);
    expect((await propose(clone, bump(main()))).exit).to.equal(0);
  });

  it('refuses an overlay without the entry', async () => {
    const commit = delivery.merge({ [overlayOf('payment', 'staging')]: 'resources: []\n' });
    expect((await propose(delivery.clone(), bump(commit))).said).to.contain('no image entry payment');
  });

  it('has no overlay to enter anything in', async () => {
    const commit = delivery.merge({ [overlayOf('payment', 'staging')]: null });
    expect(await propose(delivery.clone(), bump(commit))).to.include({ exit: 3 });
  });

  it('finds the pull request that another run opened in between', async () => {
    const open = () => {
      delivery.server.open(7, '0', 'tinjis-deliver[bot]', branch);
    };
    delivery.server.instead.push({
      request: 'POST /pulls',
      status: 422,
      body: '{"message":"Validation Failed"}',
      first: open,
    });
    expect((await propose(delivery.clone(), bump(main()))).said).to.contain('pull request 7');
  });

  it('says so where GitHub opens none, and where the origin refuses the push', async () => {
    delivery.server.instead.push({ request: 'POST /pulls', status: 422, body: '{"message":"Validation Failed"}' });
    expect(await propose(delivery.clone(), bump(main()))).to.include({ exit: 3 });
    delivery.origin.git('update-ref', '-d', `refs/heads/${branch}`);
    delivery.origin.git('config', 'core.hooksPath', delivery.hook('pre-receive', 'exit 1'));
    const { exit, said } = await propose(delivery.clone(), bump(main()));
    expect({ exit, says: said.includes('pre-receive hook declined') }).to.equal({ exit: 3, says: true });
  });

  it('gives up after a bounded number of lost races', async () => {
    const path = `${delivery.rival(`git update-ref refs/heads/${branch} $(git -c user.name=x -c user.email=x@example.org commit-tree -m $$ main^{tree})`)}:${String(process.env['PATH'])}`;
    const { exit, said } = await propose(delivery.clone(), { ...bump(main()), PATH: path });
    expect({ exit, attempts: said.match(/attempt \d/g)?.length }).to.equal({ exit: 3, attempts: 8 });
  });
});
