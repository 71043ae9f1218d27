import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import type { Pool } from 'pg';
import type { Order } from '../charges/charge.ts';
import type { Charging } from '../charges/charging.ts';
import { slot, type ChargeName, type NewCharge } from '../ledger/charge-statement.ts';
import { LedgerWriter } from '../ledger/writer.ts';
import { delivered, proveDelivered } from './delivered.ts';
import { meaningOf } from './meaning.ts';
import { Turns } from './turns.ts';
import { findUndelivered, Releases, writeUndelivered, type WrittenAnswer } from './undelivered.ts';

/** The parts of charging without keys. */
export interface KeylessChargingParts {
  readonly charging: Charging;
  readonly pool: Pool;
  /** How long an answer may lack the proof of its arrival, in milliseconds. */
  readonly settleMs: number;
}

/** Longest time from knowing that an answer was delivered until it is written down, in milliseconds. */
const releaseMs = 500;

const lookAgainMs = 50;

/** Orders of a caller that may wait for their turn. The original Antaeus sends an order at a time. */
const mostWaiting = 20;

/** Charges for callers that name nothing: once for each answer that reaches them. */
export class KeylessCharging {
  readonly #parts: KeylessChargingParts;
  readonly #writer: LedgerWriter<WrittenAnswer>;
  readonly #releases: Releases;
  readonly #turns = new Turns();
  readonly #waiting = new Map<string, number>();
  /** Charges made just now whose answers are known not to have arrived. */
  readonly #undelivered = new Set<string>();
  readonly #settling = new Set<Promise<void>>();

  constructor(parts: KeylessChargingParts) {
    this.#parts = parts;
    this.#writer = new LedgerWriter(parts.pool, writeUndelivered);
    this.#releases = new Releases(parts.pool);
  }

  /**
   * Charges for a caller that names nothing. Equal orders take turns: each waits until it is known whether the answer
   * before it was delivered (then it is a new charge) or not (then it is the same order, sent again).
   *
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws a 429 problem when too many orders of the caller wait; the ledger's error
   */
  async charge(request: Request, caller: string, order: Order): Promise<WrittenAnswer | undefined> {
    const { charging, settleMs } = this.#parts;
    const { req, res } = request.raw;
    proveDelivered(req.socket);
    const name = meaningOf(order);
    const endTurn = await this.#turn(caller, name);
    try {
      const written = await charging.charge(
        request,
        { ...order, caller, name },
        { find: (wanted) => this.#find(wanted), write: (made) => this.#write(made) },
      );
      if (!written) {
        endTurn();
        return undefined;
      }
      const fate = this.#settle(written.charge.id, delivered(res, settleMs)).finally(endTurn);
      this.#settling.add(fate);
      void fate.finally(() => this.#settling.delete(fate));
      return written;
    } catch (error) {
      endTurn();
      throw error;
    }
  }

  /** Waits until the fate of every answer is known and written down; to be called when no connection is left. */
  async close(): Promise<void> {
    this.#releases.close();
    await Promise.all(this.#settling);
  }

  /** Waits for a turn. The orders that wait keep a place in the service each: no caller may take all of them. */
  async #turn(caller: string, name: string): Promise<() => void> {
    const waiting = this.#waiting.get(caller) ?? 0;
    if (waiting >= mostWaiting) throw tooManyWaiting();
    this.#waiting.set(caller, waiting + 1);
    try {
      return await this.#turns.take(slot(caller, name));
    } finally {
      const left = Number(this.#waiting.get(caller)) - 1;
      if (left === 0) this.#waiting.delete(caller);
      else this.#waiting.set(caller, left);
    }
  }

  async #find(wanted: ChargeName): Promise<WrittenAnswer | undefined> {
    const { pool } = this.#parts;
    return this.#onceSettled(async () => (await findUndelivered(pool, [wanted])).get(slot(wanted.caller, wanted.name)));
  }

  async #write(charge: NewCharge): Promise<WrittenAnswer> {
    return this.#onceSettled(() => this.#writer.write(charge));
  }

  /** An answer that another replica gave just now may be on its way still: its fate is waited for. */
  async #onceSettled<W extends WrittenAnswer | undefined>(look: () => Promise<W>): Promise<W> {
    const { settleMs } = this.#parts;
    const begun = performance.now();
    for (;;) {
      const seen = await look();
      if (!seen?.replayed || this.#undelivered.has(seen.charge.id)) return seen;
      // The database's clock may jump; nobody waits longer than an answer can take to be released.
      const ageMs = Math.max(seen.ageMs, performance.now() - begun);
      if (ageMs >= settleMs + releaseMs) return seen;
      await sleep(lookAgainMs);
    }
  }

  async #settle(id: string, isDelivered: Promise<boolean>): Promise<void> {
    if (await isDelivered) return this.#releases.release(id);
    this.#undelivered.add(id);
    setTimeout(() => this.#undelivered.delete(id), this.#parts.settleMs + releaseMs).unref();
  }
}

function tooManyWaiting() {
  return problem(429, {
    type: 'too-many-waiting',
    detail: `${mostWaiting} orders of this caller wait for the delivery of an equal order before them; this request charged nothing.`,
    fix: 'Send an order at a time, or name each charge by an Idempotency-Key.',
    headers: { 'Retry-After': '1' },
    extra: { charged: 'no' },
  });
}
