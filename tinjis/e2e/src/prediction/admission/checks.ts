import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveCheck } from '../../harness/check.ts';
import type { ServedRepository } from '../../served.ts';
import { compareWrites } from './compare.ts';
import { questionsOf, type AdmissionQuestion } from './questions.ts';

/** For each identity: what the API server lets be written is what the rules of the repository say. */
export async function admissionChecks(admin: Kubernetes, served: ServedRepository): Promise<readonly LiveCheck[]> {
  const groups = Map.groupBy(await questionsOf(admin, served), ({ who }: AdmissionQuestion) => who.user);
  const checks = [...groups].map(([user, questions]): LiveCheck => ({
    name: `admission/${user.replaceAll(':', '-')}`,
    title: `what ${user} may write is what is predicted`,
    run: async () => {
      const { asked, allowed, refused, disagreements } = await compareWrites(admin, served, questions);
      return {
        passed: disagreements.length === 0,
        observed: [
          `${asked} tried`,
          `${allowed} let through`,
          ...Object.entries(refused).map(([layer, count]) => `${count} refused by ${layer}`),
        ].join(', '),
        explanation: disagreements.slice(0, 20),
        measures: { questions: asked, allowed, disagreements: disagreements.length },
        record: { refused, disagreements },
      };
    },
  }));
  return [...checks, noticing(admin, served, [...groups.values()].flat())];
}

/** Without any admission rule the prediction has to be wrong about something. */
function noticing(admin: Kubernetes, served: ServedRepository, questions: readonly AdmissionQuestion[]): LiveCheck {
  const some = questions.filter(
    ({ write: { object }, who }) => object.kind === 'Service' && who.user.endsWith(':deployer'),
  );
  const without: ServedRepository = {
    ...served,
    rules: { ...served.rules, admission: { ...served.rules.admission, policies: [], bindings: [] } },
  };
  return {
    name: 'admission/notices',
    title: 'an admission rule that the prediction does not know of is noticed',
    run: async () => {
      const { disagreements } = await compareWrites(admin, without, some);
      return {
        passed: disagreements.length > 0,
        observed: `${disagreements.length} disagreements about Services without any rule`,
      };
    },
  };
}
