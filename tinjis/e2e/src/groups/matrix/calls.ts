import { addKey, newApiKey, readKeys, writtenKeys, digestOf } from '@tinjis/delivery/seal/api-keys';
import { nodeIn, antaeus, payment } from '@tinjis/cluster/kubernetes/pods';
import { untilMounted } from '../drills/rotation.ts';
import { cloneFor, type WorkingCopy } from '../../pushes/working-copy.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observed } from '../../refusals/decision.ts';
import { allowed, type MatrixCase, type ExpectedOutcome, refused } from './case.ts';
import type { Participants } from '../../identities/participants.ts';

const keysFile = 'apps/payments/payment/overlays/local/api-keys.json';
const callers = { old: 'tinjis-matrix-old', reader: 'tinjis-matrix-reader' } as const;

/**
 * Sends one request from Antaeus' pod, whose own key never leaves the pod. The request comes on standard input, because
 * it contains keys.
 */
const script = `
let said = '';
process.stdin.on('data', (part) => { said += part; }).on('end', async () => {
  const { method, path, key, body } = JSON.parse(said);
  const own = require('node:fs').readFileSync('/etc/antaeus/payment-api-key', 'utf8').trim();
  const headers = { ...(key === null ? {} : { Authorization: 'Bearer ' + (key === 'own' ? own : key) }), ...(body ? { 'Content-Type': 'application/json' } : {}) };
  const answer = await fetch(new URL(path, process.env.PAYMENT_PROVIDER_ENDPOINT), { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  process.stdout.write(JSON.stringify({ status: answer.status, text: await answer.text() }));
});`;

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The key's text; `own` means Antaeus' own key, and null no key. */
  readonly key: string | null;
  readonly body?: object;
}

/**
 * Calls from the right pod over the right connection, with a bad key. For this, payment's team pushes two keys into
 * payment's file and later removes them: an expired key, and the key of a caller that may only read.
 */
export function callCases(participants: Participants): readonly MatrixCase[] {
  const old = newApiKey();
  const reader = newApiKey();
  let ready: Promise<void> | undefined;
  const keysAreThere = (): Promise<void> => (ready ??= addKeys(participants, old, reader));
  const read = { method: 'GET', path: '/v1/charges?limit=1' } as const;
  const charge = {
    method: 'POST',
    path: '/v1/charges',
    body: { amount: { value: 1, currency: 'EUR' }, customerId: 1, invoiceId: 1 },
  } as const;
  const one = (id: string, identity: string, action: string, call: Call, expected: ExpectedOutcome): MatrixCase => ({
    name: `calls/${id}`,
    identity,
    action,
    how: 'real',
    expected,
    ...(expected.verdict === 'denied' && { control: 'calls/own-key' }),
    unmodelled: "API keys are payment's own; the network lets these calls through",
    attempt: async () => {
      await keysAreThere();
      return answerTo(participants, call);
    },
  });
  const stranger = refused('payment', /^401 /);
  const withoutRole = refused('payment', /^403 /);
  const noPlace = refused('payment', /^40[14] /);
  const hash = digestOf(reader);
  const admin = { method: 'GET', path: '/v1/admin/behaviour' } as const;
  const path = `/k/${reader}/v1/charges`;
  return [
    one('own-key', 'Antaeus', 'read its charges with its own key', { ...read, key: 'own' }, allowed),
    one('no-key', 'Antaeus without a key', 'read charges', { ...read, key: null }, stranger),
    one('no-key-charge', 'Antaeus without a key', 'charge', { ...charge, key: null }, stranger),
    one('unknown-key', 'Antaeus with a key nobody knows', 'charge', { ...charge, key: newApiKey() }, stranger),
    one('old-key', 'Antaeus with a key that has run out', 'read charges', { ...read, key: old }, stranger),
    one('old-key-charge', 'Antaeus with a key that has run out', 'charge', { ...charge, key: old }, stranger),
    one('hash-as-key', 'Antaeus with the hash that payment keeps', 'charge', { ...charge, key: hash }, stranger),
    one('other-caller', 'another caller', 'read its own charges', { ...read, key: reader }, allowed),
    {
      ...one('other-caller-charge', 'another caller', 'charge', { ...charge, key: reader }, withoutRole),
      control: 'calls/other-caller',
    },
    one('no-admin', 'Antaeus', 'change how charges turn out', { ...admin, key: 'own' }, withoutRole),
    one('key-in-path', 'Antaeus', 'charge with a key in the path', { ...charge, path, key: null }, noPlace),
  ];
}

async function answerTo({ admin }: Participants, call: Call): Promise<Observed> {
  const { status, text } = JSON.parse(
    await nodeIn(admin, antaeus, ['-e', script], { stdin: JSON.stringify(call) }),
  ) as { status: number; text: string };
  return status < 400
    ? { verdict: 'allowed' }
    : { verdict: 'denied', layer: 'payment', message: `${status} ${text.slice(0, 200)}` };
}

async function addKeys({ admin, context, teams }: Participants, old: string, reader: string): Promise<void> {
  const developer = teams.find(({ namespace }) => namespace === payment.namespace)?.developer.name;
  const copy = await cloneFor(context, developer ?? '');
  const ofOthers = (entries: Entries): Entries =>
    entries.filter(({ caller }) => !Object.values<string>(callers).includes(caller));
  context.putBack("payment's keys", () => writeEntries(copy, ofOthers));
  await writeEntries(copy, (entries) => {
    const withOld = addKey(ofOthers(entries), callers.old, old, ['charge', 'read']).map((entry) =>
      entry.caller === callers.old ? { ...entry, notAfter: '2020-01-01T00:00:00Z' } : entry,
    );
    return addKey(withOld, callers.reader, reader, ['read']);
  });
  await untilMounted(admin, payment, '/etc/payment/api-keys.json', await copy.read(keysFile));
  // Payment reads a changed file within a second.
  await sleep(2500);
}

type Entries = NonNullable<ReturnType<typeof readKeys>>;

async function writeEntries(copy: WorkingCopy, change: (entries: Entries) => Entries): Promise<void> {
  await copy.update();
  const entries = readKeys(await copy.read(keysFile));
  if (!entries) throw new Error(`${keysFile} is no file of keys`);
  await copy.write(keysFile, writtenKeys(change(entries)));
  await copy.commit('Keys for the matrix of denials');
  await copy.push();
}
