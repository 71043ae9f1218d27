import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { itemFault, sealItem } from '@tinjis/delivery/seal/item';
import { openItem } from '@tinjis/delivery/testing/open-item';
import type { Oracle } from '../harness/oracle.ts';

const authority = 'github.com/bitnami/sealed-secrets v0.40.0, pkg/crypto';

/** Made for one run; private keys are never kept. */
const modulusBytes = 256;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: modulusBytes * 8 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

interface OpenCase {
  readonly privateKey: string;
  readonly label: string;
  readonly sealed: string;
}

interface FormCase {
  readonly privateKey: string;
  readonly label: string;
  readonly value: string;
}

const label = fc.constantFrom(
  'billing/antaeus',
  'billing/antaeus-database',
  'payments/payment',
  'billing',
  '',
  'b\u00e9/x',
);
const value = fc.uint8Array({ maxLength: 200 });

/**
 * An item that we sealed, unchanged or written over several lines; otherwise opened under another label, changed in one
 * bit, or cut.
 */
const openCases: fc.Arbitrary<OpenCase> = fc
  .tuple(label, value, fc.constantFrom('whole', 'lines', 'label', 'bit', 'cut'), label, fc.nat(5000))
  .map(([sealedAs, bytes, damage, other, place]) => {
    const sealed = Buffer.from(sealItem(publicKey, sealedAs, bytes), 'base64');
    if (damage === 'bit')
      sealed[place % sealed.length] = (sealed[place % sealed.length] as number) ^ (1 << (place % 8));
    const kept = damage === 'cut' ? sealed.subarray(0, place % sealed.length) : sealed;
    const text = kept.toString('base64');
    const written = damage === 'lines' ? text.replaceAll(new RegExp(`.{${1 + (place % 100)}}`, 'g'), '$&\r\n') : text;
    return { privateKey: pem, label: damage === 'label' ? other : sealedAs, sealed: written };
  });

const opens: Oracle<OpenCase, string | null> = {
  name: 'sealed-secrets-open',
  authority,
  cases: openCases,
  ours: (asked) => {
    const opened = openItem(privateKey, asked.label, asked.sealed)?.toString('base64') ?? null;
    return opened === null ? null : (itemFault(asked.sealed, modulusBytes) ?? opened);
  },
  allows: (answer) => answer !== null,
};

const forms: Oracle<FormCase, { readonly bytes: number; readonly begins: string }> = {
  name: 'sealed-secrets-form',
  authority,
  cases: fc.record({
    privateKey: fc.constant(pem),
    label,
    value: value.map((bytes) => Buffer.from(bytes).toString('base64')),
  }),
  ours: (asked) => {
    const sealed = Buffer.from(sealItem(publicKey, asked.label, Buffer.from(asked.value, 'base64')), 'base64');
    return { bytes: sealed.length, begins: sealed.subarray(0, 2).toString('base64') };
  },
  allows: () => true,
};

interface SealCase {
  readonly privateKey: string;
  readonly label: string;
  readonly value: string;
  /** The name under which it is opened again. */
  readonly openedAs: string;
  /** The byte that is damaged on the way; -1 for none. */
  readonly damaged: number;
}

interface Sealed {
  readonly sealed: string;
  readonly opened: string | null;
}

const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const sealCases: fc.Arbitrary<SealCase> = fc
  .tuple(label, mostly(null, label), value, mostly(-1, fc.nat(500)))
  .map(([sealedAs, other, bytes, damaged]) => ({
    privateKey: pem,
    label: sealedAs,
    openedAs: other ?? sealedAs,
    value: Buffer.from(bytes).toString('base64'),
    damaged,
  }));

/** The other direction: the library seals the value, anew each time, and both open it. */
const sealed: Oracle<SealCase, Sealed> = {
  name: 'sealed-secrets-seal',
  authority,
  cases: sealCases,
  ours: ({ openedAs }, answer) => ({
    ...answer,
    opened: openItem(privateKey, openedAs, answer.sealed)?.toString('base64') ?? null,
  }),
  allows: ({ opened }) => opened !== null,
  // Each case takes two private-key operations, theirs and ours; cases of the other oracles take one or none.
  oneIn: 5,
};

export const oracles = [opens, forms, sealed] as readonly Oracle[];
