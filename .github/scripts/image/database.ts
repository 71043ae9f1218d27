// An empty database for each service that is named, on a real PostgreSQL, for the time this program runs. Prints
// `SERVICE ADDRESS` lines.
import { testDatabase } from '../../../services/chassis/testing/postgres.ts';

for (const service of process.argv.slice(2)) {
  console.log(`${service} ${(await testDatabase()).url}`);
}
console.log('ready');
setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  process.exit();
});
