import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import { delivered, proveDelivered } from '../delivery/delivered.ts';
import { Turns } from '../delivery/turns.ts';
import { slot, type NewCharge, type Written } from '../ledger/charge-statement.ts';
import type { Releases } from '../ledger/releases.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import type { BehaviourControl } from '../outcome/control.ts';
import { cutConnection, isConnected, isPlain, sufferBeforeCommit } from '../outcome/inflict.ts';
import { sameOrder, type Order } from './charge.ts';
import { newChargeId } from './charge-id.ts';
import { namedReplayKey, unnamedReplayKey } from './replay-key.ts';

/** Told of what happens to charges, for metrics. */
export interface ChargingEvents {
  charged(declineCode: string | null): void;
  replayed(): void;
  faultInflicted(fault: string): void;
}

/** What charging is made of. */
export interface ChargingParts {
  readonly control: BehaviourControl;
  readonly writer: LedgerWriter;
  readonly releases: Releases;
  readonly events: ChargingEvents;
  /** How long an answer without a name may lack the proof of its arrival, in milliseconds. */
  readonly settleMs: number;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

/** Longest time from knowing that an answer was delivered until it is written down, in milliseconds. */
const releaseMs = 500;

const lookAgainMs = 50;

/** Makes charges: each at most once for what its caller means by it. */
export class Charging {
  readonly #parts: ChargingParts;
  readonly #turns = new Turns();
  /** Charges made just now whose answers are known not to have arrived. */
  readonly #undelivered = new Set<string>();
  readonly #settling = new Set<Promise<void>>();

  constructor(parts: ChargingParts) {
    this.#parts = parts;
  }

  /**
   * Charges for a caller that names its request by an Idempotency-Key.
   *
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws a 422 problem when the key was used for another order; the ledger's error
   */
  async named(request: Request, caller: string, order: Order, idempotencyKey: string): Promise<Written | undefined> {
    const charge = { ...order, caller, replayKey: namedReplayKey(idempotencyKey) };
    const written = await this.#attempt(request, charge, (made) => this.#parts.writer.write(made));
    if (written && !sameOrder(written.charge, order)) throw otherMeaning();
    return written;
  }

  /**
   * Charges for a caller that names nothing. Equal orders take turns: each waits until it is known whether the answer
   * before it was delivered (then it is a new charge) or not (then it is the same one, sent again).
   *
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws the ledger's error
   */
  async unnamed(request: Request, caller: string, order: Order): Promise<Written | undefined> {
    const { settleMs } = this.#parts;
    const { req, res } = request.raw;
    proveDelivered(req.socket);
    const replayKey = unnamedReplayKey(order);
    const endTurn = await this.#turns.take(slot(caller, replayKey));
    try {
      const written = await this.#attempt(request, { ...order, caller, replayKey }, (made) =>
        this.#writeOnceSettled(made),
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

  async #attempt(
    request: Request,
    order: Order & { readonly caller: string; readonly replayKey: string },
    write: (charge: NewCharge) => Promise<Written>,
  ): Promise<Written | undefined> {
    const { control, events, stopping } = this.#parts;
    const outcome = control.decide(order);
    if (outcome.fault) events.faultInflicted(outcome.fault);
    // Most charges suffer nothing, and waiting for nothing takes its turns as well.
    const goesOn = isPlain(outcome) ? isConnected(request) : await sufferBeforeCommit(outcome, request, stopping);
    if (!goesOn) return undefined;
    const charge = { ...order, id: newChargeId(), declineCode: outcome.declineCode, createdAt: new Date() };
    const written = await write(charge);
    if (written.replayed) events.replayed();
    else events.charged(outcome.declineCode);
    // A replay is spared: its caller has suffered the cut already and asks for what became of its charge.
    if (outcome.fault === 'cutAfterCommit' && !written.replayed) cutConnection(request);
    return written;
  }
}

function otherMeaning() {
  return problem(422, {
    type: 'idempotency-key-reused',
    detail:
      'This Idempotency-Key stands for a charge of another amount, currency, customer or invoice; nothing was charged.',
    fix: 'Use a new key for each new charge, and repeat a key only with the same body.',
  });
}
