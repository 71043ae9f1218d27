import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import type { NewCharge, Written } from '../ledger/charge-statement.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import type { BehaviourControl } from '../outcome/control.ts';
import { cutConnection, isConnected, isPlain, sufferBeforeCommit } from '../outcome/inflict.ts';
import { sameOrder, type Order } from './charge.ts';
import { newChargeId } from './charge-id.ts';
import { namedReplayKey } from './replay-key.ts';

/** Hears what happens to charges, for metrics. */
export interface ChargingEvents {
  charged(declineCode: string | null): void;
  replayed(): void;
  faultInflicted(fault: string): void;
}

/** The parts of charging. */
export interface ChargingParts {
  readonly control: BehaviourControl;
  readonly writer: LedgerWriter;
  readonly events: ChargingEvents;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

/** Makes charges, each at most once. */
export class Charging {
  readonly #parts: ChargingParts;

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
    const written = await this.charge(request, { ...order, caller, replayKey: namedReplayKey(idempotencyKey) });
    if (written && !sameOrder(written.charge, order)) throw otherMeaning();
    return written;
  }

  /**
   * Makes a charge, unless its replay key has one.
   *
   * @param write puts the charge into the ledger
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws the ledger's error
   */
  async charge(
    request: Request,
    order: Order & { readonly caller: string; readonly replayKey: string },
    write: (charge: NewCharge) => Promise<Written> = (made) => this.#parts.writer.write(made),
  ): Promise<Written | undefined> {
    const { control, events, stopping } = this.#parts;
    const outcome = control.decide(order);
    if (outcome.fault) events.faultInflicted(outcome.fault);
    // Most charges suffer nothing, and even an empty wait costs a turn of the event loop.
    const goesOn = isPlain(outcome) ? isConnected(request) : await sufferBeforeCommit(outcome, request, stopping);
    if (!goesOn) return undefined;
    const charge = { ...order, id: newChargeId(), declineCode: outcome.declineCode, createdAt: new Date() };
    const written = await write(charge);
    if (written.replayed) events.replayed();
    else events.charged(outcome.declineCode);
    // A replay is spared: its caller has suffered the cut already and asks for the outcome.
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
