import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '@hapi/hapi';
import type { Order } from '../charges/charge.ts';
import type { Charging } from '../charges/charging.ts';
import { slot, type NewCharge, type Written } from '../ledger/charge-statement.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import { delivered, proveDelivered } from './delivered.ts';
import type { Releases } from './releases.ts';
import { unnamedReplayKey } from './replay-key.ts';
import { Turns } from './turns.ts';

/** What charging without keys is made of. */
export interface KeylessChargingParts {
  readonly charging: Charging;
  readonly writer: LedgerWriter;
  readonly releases: Releases;
  /** How long an answer may lack the proof of its arrival, in milliseconds. */
  readonly settleMs: number;
}

/** Longest time from knowing that an answer was delivered until it is written down, in milliseconds. */
const releaseMs = 500;

const lookAgainMs = 50;

/** Charges for callers that name nothing: once for each answer that reaches them. */
export class KeylessCharging {
  readonly #parts: KeylessChargingParts;
  readonly #turns = new Turns();
  /** Charges made just now whose answers are known not to have arrived. */
  readonly #undelivered = new Set<string>();
  readonly #settling = new Set<Promise<void>>();

  constructor(parts: KeylessChargingParts) {
    this.#parts = parts;
  }

  /**
   * Charges for a caller that names nothing. Equal orders take turns: each waits until it is known whether the answer
   * before it was delivered (then it is a new charge) or not (then it is the same order, sent again).
   *
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws the ledger's error
   */
  async charge(request: Request, caller: string, order: Order): Promise<Written | undefined> {
    const { charging, settleMs } = this.#parts;
    const { req, res } = request.raw;
    proveDelivered(req.socket);
    const replayKey = unnamedReplayKey(order);
    const endTurn = await this.#turns.take(slot(caller, replayKey));
    try {
      const wanted = { ...order, caller, replayKey };
      const written = await charging.charge(request, wanted, (made) => this.#writeOnceSettled(made));
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
    this.#parts.releases.close();
    await Promise.all(this.#settling);
  }

  /** An answer that another replica gave just now may be on its way still: its fate is waited for. */
  async #writeOnceSettled(charge: NewCharge): Promise<Written> {
    for (;;) {
      const written = await this.#parts.writer.write(charge);
      const { id, createdAt } = written.charge;
      const isSettled =
        this.#undelivered.has(id) || Date.now() - createdAt.getTime() >= this.#parts.settleMs + releaseMs;
      if (!written.replayed || isSettled) return written;
      await sleep(lookAgainMs);
    }
  }

  async #settle(id: string, isDelivered: Promise<boolean>): Promise<void> {
    if (await isDelivered) return this.#parts.releases.release(id);
    this.#undelivered.add(id);
    setTimeout(() => this.#undelivered.delete(id), this.#parts.settleMs + releaseMs).unref();
  }
}
