import { tryPort } from '@tinjis/chassis/embedded/port';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

/** What `tinjis start` would like to listen on; it takes others where somebody has them. */
const wanted = [
  ['Antaeus', 8000],
  ['Antaeus ops', 8001],
  ['payment', 9000],
  ['payment ops', 9001],
] as const;

/** @param ports names and ports to look at */
export async function portChecks(
  ports: readonly (readonly [string, number])[] = wanted,
): Promise<readonly HealthCheck[]> {
  return Promise.all(
    ports.map(async ([name, port]): Promise<HealthCheck> => {
      const free = (await tryPort(port)) !== undefined;
      return {
        group: 'ports',
        name: `${port} (${name})`,
        health: free ? 'right' : 'notice',
        found: free ? 'free' : 'in use',
        needed: 'free',
        fix: 'npm start takes another port and says which; or end what listens there',
      };
    }),
  );
}
