import type { Teams } from '@tinjis/delivery/model/teams';
import { onManifests, type Weakening } from '../operator.ts';

/** Closes sync windows over what a project holds: always, by the clock, or for everybody but a person. */
export const shutWindow = onManifests(
  'shut-window',
  ['AppProject'],
  function* ({ name }, { platform, developers }: Teams): Generator<Weakening> {
    // Argo CD's own project `default` holds no Application that a window could stop.
    if (![platform, ...developers].some((team) => team.name === name)) return;
    const always = { kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['*'] };
    for (const [what, window] of [
      ['no sync at any time', always],
      ['no sync but by hand', { ...always, manualSync: true }],
      ['no sync at night', { ...always, schedule: '0 22 * * *', duration: '8h' }],
      ['sync at night only', { ...always, kind: 'allow', schedule: '0 22 * * *' }],
      ['sync at no time', { ...always, kind: 'allow', duration: '0s', namespaces: ['*'], andOperator: true }],
    ] as const) {
      yield { what, path: ['spec', 'syncWindows'], put: [window] };
    }
  },
);

/** Lets Argo CD deploy what it has written to a branch, instead of the folder that was reviewed. */
export const hydrate = onManifests('hydrate', ['Application'], function* (): Generator<Weakening> {
  yield {
    what: 'deploy a branch that Argo CD writes',
    path: ['spec', 'sourceHydrator'],
    put: {
      drySource: { repoURL: 'https://github.com/tinjis/tinjis-delivery', path: '.', targetRevision: 'refs/heads/main' },
      syncSource: { targetBranch: 'live', path: 'hydrated' },
    },
  };
});
