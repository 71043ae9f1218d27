import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkInterfaces } from 'node:os';
import { Failure } from '@tinjis/manifests/failure';
import { stateRoot } from '../state.ts';
import { entriesIn, removeEmpty, textOf } from '../files.ts';

/**
 * Addresses of one instance. The addresses of pods and services exist in its network namespace alone, so every instance
 * uses the same ones.
 */
export interface AddressPlan {
  /** The third number of 10.99.N.0/24, the network between this machine and the node. */
  readonly index: number;
  /** The address of this machine. */
  readonly host: string;
  readonly node: string;
  /** Ends of the cable between the two. */
  readonly hostDevice: string;
  readonly nodeDevice: string;
}

export const podRange = '10.244.0.0/16';
export const serviceRange = '10.96.0.0/16';
/** The first address of the service range, which Kubernetes gives to the API server. */
export const apiServiceAddress = '10.96.0.1';
/** As in manifests/dns.yaml. */
export const dnsAddress = '10.96.0.10';

const networks = 256;

/**
 * The addresses of an instance: its earlier addresses, or the first that no other instance and no device of this
 * machine uses.
 * @throws Failure (found) if all are taken
 */
export function claimAddresses(name: string): AddressPlan {
  const known = claimed(name);
  if (known) return known;
  mkdirSync(claims(), { recursive: true, mode: 0o700 });
  const inUse = new Set(
    Object.values(networkInterfaces()).flatMap((devices) => (devices ?? []).map(({ address }) => address)),
  );
  for (let index = 0; index < networks; index += 1) {
    if (inUse.has(plan(index).host)) continue;
    try {
      writeFileSync(join(claims(), String(index)), name, { flag: 'wx' }); // if two processes try, one gets it
      return plan(index);
    } catch {
      continue;
    }
  }
  throw new Failure('found', {
    what: `every network from 10.99.0.0/24 to 10.99.${networks - 1}.0/24 is taken`,
    why: `${claims()} lists by whom`,
    fix: 'take an instance down: tinjis down --name NAME',
  });
}

/** The addresses of an instance; undefined when it has none yet. */
export function claimed(name: string): AddressPlan | undefined {
  const index = entriesIn(claims()).find((each) => textOf(join(claims(), each)) === name);
  return index === undefined ? undefined : plan(Number(index));
}

/** Releases the addresses of an instance. */
export function releaseAddresses(name: string): void {
  const own = claimed(name);
  if (own) rmSync(join(claims(), String(own.index)));
  removeEmpty(claims());
}

function plan(index: number): AddressPlan {
  return {
    index,
    host: `10.99.${index}.1`,
    node: `10.99.${index}.2`,
    hostDevice: `tinjis-${index}`,
    nodeDevice: 'node0',
  };
}

function claims(): string {
  return join(stateRoot(), '.networks');
}
