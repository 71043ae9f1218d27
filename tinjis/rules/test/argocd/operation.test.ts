import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type ApplicationOperation, applicationOperations, requestsOf } from '../../src/argocd/operation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const shipped = { overrideForRevisions: false, rollbackApart: false };
const hardened = { overrideForRevisions: true, rollbackApart: true };
const ask = (operation: ApplicationOperation, settings = shipped): string[] =>
  requestsOf(operation, { project: 'payments', name: 'payment' }, settings).map(
    ({ resource, action }) => `${resource} ${action}`,
  );

describe('requestsOf', () => {
  it('asks about the application in its project', () => {
    for (const operation of applicationOperations) {
      expect(
        requestsOf(operation, { project: 'payments', name: 'payment' }, shipped).every(
          ({ object }) => object === 'payments/payment',
        ),
      ).to.be.true();
    }
  });

  it('asks for sync alone, as shipped, to deploy any revision or to roll back', () => {
    expect(ask('sync')).to.equal(['applications get', 'applications sync']);
    expect(ask('sync-another-revision')).to.equal(['applications get', 'applications sync']);
    expect(ask('rollback')).to.equal(['applications sync']);
  });

  it('asks for more where the settings say so', () => {
    expect(ask('sync-another-revision', hardened)).to.equal([
      'applications get',
      'applications sync',
      'applications override',
    ]);
    expect(ask('rollback', hardened)).to.equal(['applications rollback']);
  });

  it('asks for override for local manifests, and for resources of their own for logs and exec', () => {
    expect(ask('sync-local-manifests')).to.equal(['applications get', 'applications sync', 'applications override']);
    expect(ask('logs')).to.equal(['applications get', 'logs get']);
    expect(ask('exec')).to.equal(['applications get', 'exec create']);
    expect(ask('view')).to.equal(['applications get']);
    expect(ask('manifests-of-any-revision', hardened)).to.equal(['applications get']);
  });
});
