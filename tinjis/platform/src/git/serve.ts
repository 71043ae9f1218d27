// The git server's process: node serve.ts HOST PORT FOLDERS-AS-JSON. Logs a JSON line for each push event to standard
// output.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitFolders } from './folders.ts';
import { tellPushes } from './outbox.ts';
import { gitServer } from './server.ts';

const [, , host = '127.0.0.1', port = '0', folders = '{}'] = process.argv;
const git = JSON.parse(folders) as GitFolders;
const stopping = new AbortController();

const log = (entry: object): void => {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...entry }));
};
const server = gitServer({ root: git.repositories, accounts: git.accounts });
server.listen(Number(port), host);
await once(server, 'listening');
log({ listening: server.address() });
tellPushes(git, log, stopping.signal);

process.once('SIGTERM', () => {
  stopping.abort();
  server.close();
  // A clone in progress gets a moment to finish.
  void sleep(3000, undefined, { ref: false }).then(() => server.closeAllConnections());
});
