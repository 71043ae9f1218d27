/**
 * Sends charges as fast as answers come, in a process of its own; prints what it measured as one line of JSON.
 *
 * API_KEY=… node load.ts URL CONNECTIONS SECONDS
 */
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

const [url = '', connections = '', seconds = ''] = process.argv.slice(2);
const run = randomUUID();
let sent = 0;

const { requests, latency, non2xx, errors } = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [
    {
      method: 'POST',
      // Every charge is a new one, so that nothing is a replay.
      setupRequest: (request) => {
        sent += 1;
        return {
          ...request,
          headers: { authorization: `Bearer ${process.env['API_KEY']}`, 'content-type': 'application/json', 'idempotency-key': `${run}-${sent}` },
          body: `{"amount":{"value":${((sent % 50_000) + 100) / 100},"currency":"EUR"},"customerId":${(sent % 1000) + 1},"invoiceId":${sent}}`,
        };
      },
    },
  ],
});
console.log(JSON.stringify({ perSecond: requests.average, p99: latency.p99, failed: non2xx + errors }));
