import type { Request } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import type { ChargeName, NewCharge, Written } from '../ledger/charge-statement.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import type { BehaviourControl } from '../outcome/control.ts';
import { cutConnection, isConnected, isPlain, sufferBeforeCommit } from '../outcome/inflict.ts';
import { sameOrder, type Charge, type Order } from './charge.ts';
import { newChargeId, showChargeId } from './charge-id.ts';

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
  /** The charge that an Idempotency-Key names. */
  readonly find: (name: ChargeName) => Promise<Charge | undefined>;
  readonly events: ChargingEvents;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

/** Where charges of a kind are found and written by name. */
export interface ChargeStore<W extends Written> {
  readonly find: (name: ChargeName) => Promise<W | undefined>;
  readonly write: (charge: NewCharge) => Promise<W>;
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
   * @throws a 422 problem when the key stands for another order; the ledger's error
   */
  async named(request: Request, caller: string, order: Order, idempotencyKey: string): Promise<Written | undefined> {
    const { writer, find } = this.#parts;
    const written = await this.charge(
      request,
      { ...order, caller, name: idempotencyKey },
      {
        find: async (name) => {
          const charge = await find(name);
          return charge && { charge, replayed: true };
        },
        write: (made) => writer.write(made),
      },
    );
    if (written && !sameOrder(written.charge, order)) throw otherMeaning(written.charge);
    return written;
  }

  /**
   * Makes a charge, unless a charge stands under its name.
   *
   * @returns undefined when the connection is gone and there is nobody to answer
   * @throws the ledger's error
   */
  async charge<W extends Written>(
    request: Request,
    wanted: Order & ChargeName,
    { find, write }: ChargeStore<W>,
  ): Promise<W | undefined> {
    const { control, events, stopping } = this.#parts;
    const outcome = control.decide(wanted);
    // A replay is spared: nobody may hear that nothing was charged while a charge stands.
    const standing = outcome.fault === null ? undefined : await find(wanted);
    const suffered = standing ? { ...outcome, fault: null } : outcome;
    if (suffered.fault) events.faultInflicted(suffered.fault);
    // Most charges suffer nothing, and even an empty wait costs a turn of the event loop.
    const goesOn = isPlain(suffered) ? isConnected(request) : await sufferBeforeCommit(suffered, request, stopping);
    if (!goesOn) return undefined;
    const charge = { ...wanted, id: newChargeId(), declineCode: outcome.declineCode, createdAt: new Date() };
    const written = standing ?? (await write(charge));
    if (written.replayed) events.replayed();
    else events.charged(outcome.declineCode);
    // A twin may have charged since: its caller has suffered the cut already and asks for the outcome.
    if (suffered.fault === 'cutAfterCommit' && !written.replayed) cutConnection(request);
    return written;
  }
}

function otherMeaning({ id }: Charge) {
  return problem(422, {
    type: 'idempotency-key-reused',
    detail:
      'This Idempotency-Key names a charge of another amount, currency, customer or invoice. That charge stands; this request charged nothing.',
    fix: 'Look the charge up by its chargeId, and use a new key for each new charge.',
    extra: { charged: 'yes', chargeId: showChargeId(id) },
  });
}
