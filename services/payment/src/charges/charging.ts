import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import { delivered, proveDelivered } from '../delivery/delivered.ts';
import { Turns } from '../delivery/turns.ts';
import { slot, type Written } from '../ledger/charge-statement.ts';
import type { Releases } from '../ledger/releases.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import type { BehaviourControl } from '../outcome/control.ts';
import { cutConnection, sufferBeforeCommit } from '../outcome/inflict.ts';
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

/** Makes charges: each at most once for what its caller means by it. */
export class Charging {
  readonly #parts: ChargingParts;
  readonly #turns = new Turns();

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
    const written = await this.#attempt(request, caller, order, namedReplayKey(idempotencyKey));
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
    const { releases, settleMs } = this.#parts;
    const { req, res } = request.raw;
    proveDelivered(req.socket);
    const replayKey = unnamedReplayKey(order);
    const endTurn = await this.#turns.take(slot(caller, replayKey));
    try {
      const written = await this.#unlessUnsettled(() => this.#attempt(request, caller, order, replayKey));
      if (!written) {
        endTurn();
        return undefined;
      }
      void delivered(res, settleMs)
        .then((reached) => (reached ? releases.release(written.charge.id) : undefined))
        .then(endTurn);
      return written;
    } catch (error) {
      endTurn();
      throw error;
    }
  }

  /** An answer that another replica gave just now may be on its way still: it is looked at again once it had time to settle. */
  async #unlessUnsettled(attempt: () => Promise<Written | undefined>): Promise<Written | undefined> {
    const written = await attempt();
    const age = written?.replayed ? Date.now() - written.charge.createdAt.getTime() : Infinity;
    if (age >= this.#parts.settleMs) return written;
    await sleep(this.#parts.settleMs - age);
    return attempt();
  }

  async #attempt(request: Request, caller: string, order: Order, replayKey: string): Promise<Written | undefined> {
    const { control, writer, events, stopping } = this.#parts;
    const outcome = control.decide(order);
    if (outcome.fault) events.faultInflicted(outcome.fault);
    if (!(await sufferBeforeCommit(outcome, request, stopping))) return undefined;
    const charge = { ...order, id: newChargeId(), caller, replayKey, declineCode: outcome.declineCode, createdAt: new Date() };
    const written = await writer.write(charge);
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
    detail: 'This Idempotency-Key stands for a charge of another amount, currency, customer or invoice; nothing was charged.',
    mend: 'Use a new key for each new charge, and repeat a key only with the same body.',
  });
}
