/**
 * Sends charges as fast as answers come, in a process of its own; prints what it measured as one line of JSON.
 *
 * Ours, because on two cores whatever the sender takes is missing to the service and its database: autocannon takes as
 * much processor a request as a whole hapi route does, and this a third of it.
 *
 * API_KEY=… node load.ts URL CONNECTIONS SECONDS
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

const [url = '', connections = '', seconds = ''] = process.argv.slice(2);
const { hostname, port, pathname, host } = new URL(url);
const run = randomUUID();
const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${process.env['API_KEY']}\r\nContent-Type: application/json\r\n`;
const latencies: number[] = [];
let sent = 0;
let failed = 0;

/** Every charge is new: nothing is a replay. All of it is ASCII: characters are bytes. */
function nextCharge(): string {
  sent += 1;
  const body = `{"amount":{"value":${((sent % 50_000) + 100) / 100},"currency":"EUR"},"customerId":${(sent % 1000) + 1},"invoiceId":${sent}}`;
  return `${head}Idempotency-Key: ${run}-${sent}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** One charge after the other on one connection. */
async function sendUntil(end: number): Promise<void> {
  const socket = connect(Number(port), hostname).setNoDelay().setEncoding('latin1');
  await once(socket, 'connect');
  let answer = '';
  let began = performance.now();
  socket.on('data', (chunk: string) => {
    answer += chunk;
    const bodyAt = answer.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4 || answer.length < bodyAt + Number(/content-length: (\d+)/i.exec(answer)?.[1])) return;
    const now = performance.now();
    latencies.push(now - began);
    if (!answer.startsWith('HTTP/1.1 200 ')) failed += 1;
    answer = '';
    began = now;
    if (now < end) socket.write(nextCharge());
    else socket.end();
  });
  socket.on('error', () => {
    failed += 1;
  });
  socket.write(nextCharge());
  await once(socket, 'close');
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, () => sendUntil(began + Number(seconds) * 1000)));
const took = (performance.now() - began) / 1000;
// What was asked and never answered has failed as well.
failed += sent - latencies.length;
latencies.sort((one, other) => one - other);
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    perSecond: latencies.length / took,
    p99: latencies[Math.floor(latencies.length * 0.99)],
    failed,
    cpuUs: (user + system) / latencies.length,
  }),
);
