import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Application, SyncWindow } from '../../src/argocd/objects.ts';
import { permitsSync, type SyncCause } from '../../src/argocd/window.ts';
import { project, told } from '../../testing/app-project.ts';
import { resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const server = 'https://kubernetes.default.svc';
const application = resource<Application>({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'payment', namespace: 'argocd' },
  spec: { project: 'payments', destination: { server, namespace: 'payments' } },
});
const always: SyncWindow = { kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['*'] };
const never: SyncWindow = { ...always, kind: 'allow', duration: '0s' };
const nightly: SyncWindow = { ...always, schedule: '0 22 * * *' };

const ask = (
  windows: readonly SyncWindow[] | null,
  cause: SyncCause = 'automated',
  asked = application,
): string[] | undefined => {
  const ruling = permitsSync(project({ syncWindows: windows }), asked, cause);
  return ruling && told(ruling);
};

describe('permitsSync', () => {
  it('has no say without a window, and where none names the Application, its cluster or its namespace', () => {
    expect(ask(null)).to.be.undefined();
    for (const other of [
      { applications: ['antaeus'] },
      { applications: [], namespaces: ['billing'] },
      { applications: null, clusters: ['in-cluster'] },
      { applications: [] },
      { namespaces: ['billing'], andOperator: true },
    ]) {
      expect(ask([{ ...always, ...other }])).to.be.undefined();
    }
  });

  it('heeds a window that names one of them, and with andOperator one that names them all', () => {
    for (const one of [
      { applications: ['pay*'] },
      { applications: ['x'], namespaces: ['payments'] },
      { applications: ['x'], clusters: [server] },
      { clusters: [server], namespaces: ['payments'], andOperator: true },
    ]) {
      expect(ask([{ ...always, ...one }])?.[0]).to.equal('deny');
    }
  });

  it('knows a cluster by its name too, and asks an empty one for no namespace', () => {
    const named = resource<Application>({
      ...application.object,
      spec: { project: 'payments', destination: { name: 'in-cluster' } },
    });
    const window = { ...always, applications: null };
    expect(ask([{ ...window, clusters: ['in-cluster'] }], 'automated', named)?.[0]).to.equal('deny');
    expect(ask([{ ...window, clusters: [server] }], 'automated', named)).to.be.undefined();
    expect(ask([{ ...window, namespaces: ['payments'] }], 'automated', named)).to.be.undefined();
  });

  it('refuses where a denying window is always open, whatever others say', () => {
    expect(ask([nightly, { ...always, kind: 'allow' }, always])).to.equal([
      'deny',
      'argocd/window-denies forbidden payments spec/syncWindows/2',
    ]);
  });

  it('lets a person sync only if every window that refuses says so', () => {
    const lenient = { ...always, manualSync: true };
    expect(ask([lenient])?.[0]).to.equal('deny');
    expect(ask([lenient], 'manual')).to.equal(['allow', 'argocd/window-manual granted payments spec/syncWindows/0']);
    expect(ask([lenient, always], 'manual')?.[0]).to.equal('deny');
    expect(ask([{ ...never, manualSync: true }])?.[0]).to.equal('deny');
    expect(ask([{ ...never, manualSync: true }], 'manual')?.[0]).to.equal('allow');
  });

  it('refuses where no allowing window ever opens, and permits where one always is', () => {
    expect(ask([never])).to.equal(['deny', 'argocd/window-shut forbidden payments spec/syncWindows/0']);
    expect(ask([never, { ...always, kind: 'allow' }])).to.equal([
      'allow',
      'argocd/window-open granted payments spec/syncWindows/1',
    ]);
    expect(ask([{ ...never, kind: 'deny' }])).to.be.undefined();
  });

  it('does not know what depends on the clock, or cannot be read', () => {
    expect(ask([nightly])).to.equal(['unknown', 'argocd/window-by-clock input-missing payments spec/syncWindows/0']);
    for (const unread of [
      { duration: '1m' },
      { duration: '1 hour' },
      { duration: '9999999h' },
      { duration: 'h' },
      { schedule: '*/1 * * * *' },
      { schedule: 'rubbish' },
      { schedule: undefined, duration: undefined },
    ]) {
      const { schedule, duration, ...rest } = { ...always, ...unread };
      const window = { ...rest, ...(schedule && { schedule }), ...(duration && { duration }) };
      expect(ask([window])?.[0], JSON.stringify(unread)).to.equal('unknown');
    }
  });

  it('reads durations as Go does', () => {
    for (const duration of ['61s', '1m1s', '0.5h', '24h']) {
      expect(ask([{ ...always, duration }])?.[0]).to.equal('deny');
    }
    for (const duration of ['0', '-1h', '0h0m']) {
      expect(ask([{ ...always, duration }])).to.be.undefined();
    }
  });

  it('does not know what a project means that no API server would store', () => {
    const malformed = project({ syncWindows: 'always' as never });
    expect(permitsSync(malformed, application, 'manual')?.verdict).to.equal('unknown');
  });
});
