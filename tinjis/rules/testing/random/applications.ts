import fc, { type Arbitrary } from 'fast-check';
import type { Application, SyncWindow } from '../../src/argocd/objects.ts';

const source = fc.record(
  {
    repoURL: fc.constantFrom('https://example.org/a', 'https://example.org/b', ''),
    path: fc.constantFrom('apps', ''),
    targetRevision: fc.constantFrom('main', 'live'),
  },
  { requiredKeys: ['repoURL'] },
);
const syncSource = fc.record(
  {
    repoURL: fc.constantFrom('https://example.org/b', ''),
    targetBranch: fc.constantFrom('live', ''),
    path: fc.constantFrom('out', ''),
  },
  { requiredKeys: ['targetBranch', 'path'] },
);

const server = 'https://kubernetes.default.svc';

/** Applications with sources in every field that holds some. */
export const applications: Arbitrary<Application> = fc.record({
  apiVersion: fc.constant('argoproj.io/v1alpha1'),
  kind: fc.constant('Application'),
  metadata: fc.record({ name: fc.constantFrom('payment', 'antaeus'), namespace: fc.constant('argocd') }),
  spec: fc.record(
    {
      project: fc.constant('payments'),
      source,
      sources: fc.array(source, { maxLength: 2 }),
      sourceHydrator: fc.record({ drySource: source, syncSource }),
      destination: fc.record(
        {
          server: fc.constantFrom(server, 'https://other'),
          name: fc.constantFrom('in-cluster', ''),
          namespace: fc.constantFrom('payments', 'billing'),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['project', 'destination'] },
  ),
});

const patterns = (...some: string[]): Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...some, '*', '!payments', '[', ''), { maxLength: 2 });

/** Windows, most of them open always or never: what the clock decides is nothing to compare. */
export const windows: Arbitrary<SyncWindow> = fc.record(
  {
    kind: fc.constantFrom('allow', 'deny', 'allow', 'deny', 'Deny', ''),
    schedule: fc.constantFrom(...Array<string>(9).fill('* * * * *'), ' *  * * * *', '0 0 30 2 *', '@daily', '* * * *'),
    duration: fc.constantFrom('1h', '61s', '0', '0s', '-1h', '1m', '24h', '1h0m5s', '.5h', 'h', '1.5h'),
    applications: patterns('payment', 'ant*'),
    namespaces: patterns('payments', 'bill*'),
    clusters: patterns('in-cluster', 'https://*'),
    manualSync: fc.boolean(),
    andOperator: fc.boolean(),
    timeZone: fc.constantFrom('', 'Europe/Stockholm', 'Nowhere'),
  },
  { requiredKeys: ['kind', 'schedule', 'duration'] },
);

export const syncWindows: Arbitrary<SyncWindow[]> = fc.array(windows, { maxLength: 4 });
