/** What payment is compared with: a hapi route that does nothing. Prints its address. */
import Hapi from '@hapi/hapi';

const server = Hapi.server({ host: '127.0.0.1', port: 0 });
const amount = { value: 123.4, currency: 'EUR' };
const answer = {
  id: 'ch_01a205d0-1eab-7f7b-b960-3f750468bc6b',
  result: true,
  amount,
  customerId: '3',
  invoiceId: '7',
  createdAt: new Date(),
};
server.route({ method: 'POST', path: '/v1/charges', handler: () => answer });
await server.start();
console.log(server.info.uri);
process.once('SIGTERM', () => process.exit());
