import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { DestinationServiceAccount } from '../../src/argocd/objects.ts';
import { type Deployment, deployerOf } from '../../src/argocd/impersonation.ts';
import { project, told } from '../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const server = 'https://kubernetes.default.svc';
const on = { enabled: true, enforced: true };
const entry: DestinationServiceAccount = { server, namespace: 'payments', defaultServiceAccount: 'deployer' };

function ask(
  entries: readonly DestinationServiceAccount[] | null,
  settings = on,
  { namespace = 'payments', deployment }: { namespace?: string; deployment?: Deployment } = {},
): [account: string | undefined, ...told: string[]] {
  const { ruling, account } = deployerOf(
    project({ destinationServiceAccounts: entries }),
    { server, namespace },
    settings,
    deployment,
  );
  return [account, ...told(ruling)];
}

describe('deployerOf', () => {
  it('is the account of the first entry that matches', () => {
    expect(ask([{ ...entry, namespace: 'billing' }, entry, { ...entry, defaultServiceAccount: 'later' }])).to.equal([
      'system:serviceaccount:payments:deployer',
      'allow',
      'argocd/deployer-is-account granted payments spec/destinationServiceAccounts/1/defaultServiceAccount',
    ]);
  });

  it('takes an account with a namespace as it is written, also of another team', () => {
    expect(ask([{ ...entry, defaultServiceAccount: 'billing:deployer' }])[0]).to.equal(
      'system:serviceaccount:billing:deployer',
    );
  });

  it("looks in the Application's own namespace where the destination has none", () => {
    const deployment = { operation: 'sync', applicationNamespace: 'argocd' } as const;
    expect(ask([{ ...entry, namespace: '*' }], on, { namespace: '', deployment })[0]).to.equal(
      'system:serviceaccount:argocd:deployer',
    );
    expect(ask([{ server, defaultServiceAccount: 'deployer' }], on, { namespace: '', deployment })[0]).to.equal(
      'system:serviceaccount:argocd:deployer',
    );
  });

  it('refuses a sync that no entry matches, where it is enforced', () => {
    const refused = [
      undefined,
      'deny',
      'argocd/deployer-not-listed nothing-grants searched payments spec/destinationServiceAccounts',
    ];
    expect(ask([{ ...entry, namespace: 'billing' }])).to.equal(refused);
    expect(ask(null)).to.equal(refused);
  });

  it('falls back to the controller where it is not enforced, or not on', () => {
    expect(ask([], { enabled: true, enforced: false })).to.equal([
      undefined,
      'allow',
      'argocd/deployer-falls-back-to-controller default searched payments spec/destinationServiceAccounts',
    ]);
    expect(ask([entry], { enabled: false, enforced: true })).to.equal([
      undefined,
      'allow',
      'argocd/deployer-is-controller default searched ',
    ]);
  });

  it('lets a cascade deletion act as the controller, though it is enforced', () => {
    const deployment = { operation: 'delete', applicationNamespace: 'argocd' } as const;
    expect(ask([], on, { deployment })).to.equal([
      undefined,
      'allow',
      'argocd/deployer-of-deletion-is-controller default searched payments spec/destinationServiceAccounts',
    ]);
    expect(ask([entry], on, { deployment })[0]).to.equal('system:serviceaccount:payments:deployer');
  });

  it('refuses an account that is none, and a pattern that cannot be read before one matches', () => {
    for (const name of ['', '  ', 'a*', 'a/b', '!a', '{a}']) {
      expect(ask([{ ...entry, defaultServiceAccount: name }])[2]).to.equal(
        'argocd/deployer-account-malformed forbidden payments spec/destinationServiceAccounts/0/defaultServiceAccount',
      );
    }
    expect(ask([{ ...entry, server: '[' }, entry])[2]).to.equal(
      'argocd/deployer-pattern-malformed forbidden payments spec/destinationServiceAccounts/0/server',
    );
    expect(ask([entry, { ...entry, server: '[' }])[1]).to.equal('allow');
    expect(
      told(
        deployerOf(
          project({ destinationServiceAccounts: [entry, { ...entry, namespace: '{' }] }),
          { namespace: 'payments' },
          on,
        ).ruling,
      )[1],
    ).to.equal('argocd/deployer-pattern-malformed forbidden payments spec/destinationServiceAccounts/1/namespace');
  });

  it('does not know the account of a malformed project', () => {
    expect(ask('deployer' as never)).to.equal([
      undefined,
      'unknown',
      'argocd/project-malformed input-missing payments spec/destinationServiceAccounts',
    ]);
  });
});
