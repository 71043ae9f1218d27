import type { LiveCheck, CheckGroup } from '../../harness/check.ts';
import { participantsOf, otherThan } from '../../identities/participants.ts';
import { benchmarks } from './benchmarks.ts';
import type { Benchmark, Tenancy } from './tenant.ts';

/** The Kubernetes multi-tenancy benchmarks, with each team as the tenant. */
export const tenancyChecks: CheckGroup = {
  width: 4,
  alone: false,
  open: async (context) => {
    const participants = await participantsOf(context);
    return participants.teams.flatMap((team) => {
      const tenant = [team.developer, team.deployer];
      const writers = [...tenant, participants.platformDeployer];
      const tenancy: Tenancy = {
        admin: participants.admin,
        team,
        other: otherThan(participants, team),
        tenant,
        writers,
      };
      return benchmarks.map((benchmark) => toCheck(benchmark, tenancy));
    });
  },
};

/**
 * The check passes when the benchmark's demand holds. Where this platform deviates on purpose, it passes when the
 * demand does not hold.
 */
function toCheck({ id, title, level, otherwise, run }: Benchmark, tenancy: Tenancy): LiveCheck {
  const { namespace } = tenancy.team;
  return {
    name: `${namespace}/${id}`,
    title: `${namespace}, level ${level}: ${title}${otherwise === undefined ? '' : ': otherwise here, on purpose'}`,
    run: async () => {
      const found = await run(tenancy);
      const passed = (found.length === 0) === (otherwise === undefined);
      return {
        passed,
        observed: otherwise === undefined ? (found.length === 0 ? 'holds' : `${found.length} ways`) : otherwise,
        explanation: passed
          ? []
          : [...found.slice(0, 10), ...(found.length === 0 ? ['it holds after all: take out why it would not'] : [])],
        record: { benchmark: id, level, holds: found.length === 0, otherwise, found: found.slice(0, 50) },
      };
    },
  };
}
