import type { Order } from '../charges/charge.ts';
import type { Behaviour } from './behaviour.ts';
import { decide, type DrawnOutcome } from './decide.ts';
import { anySeed, randomStream } from './random.ts';

/** The behaviour that is in force, and until when. */
export interface BehaviourState {
  readonly behaviour: Behaviour;
  readonly seed: number;
  /** When it falls back to what it was started with; null when that is in force. */
  readonly expiresAt: Date | null;
}

/** How charges turn out now: as configured at start, or for a while as an operator says. Each process has its own. */
export class BehaviourControl {
  readonly #start: BehaviourState;
  readonly #now: () => number;
  #state: BehaviourState;
  #draw: () => number;

  /**
   * @param behaviour in force at start and after every expiry
   * @param seed of the draws; random when left out
   * @param now milliseconds since 1970
   */
  constructor(behaviour: Behaviour, seed = anySeed(), now: () => number = Date.now) {
    this.#start = { behaviour, seed, expiresAt: null };
    this.#now = now;
    this.#state = this.#start;
    this.#draw = randomStream(seed);
  }

  /** What is in force. */
  state(): BehaviourState {
    // Looked at when asked rather than by a timer: then nothing has to be stopped, and no draw comes late.
    if (this.#state.expiresAt !== null && this.#now() >= this.#state.expiresAt.getTime()) this.reset();
    return this.#state;
  }

  /** Draws how a charge turns out. */
  decide(order: Order): DrawnOutcome {
    return decide(this.state().behaviour, order, this.#draw);
  }

  /**
   * Puts changes over the start's behaviour for a while.
   *
   * @param changes the parts that differ from the start's
   * @param seconds until the fall-back
   * @param seed starts the draws anew; they go on when it is left out
   */
  override(changes: Partial<Behaviour>, seconds: number, seed?: number): BehaviourState {
    const behaviour = { ...this.#start.behaviour, ...changes };
    if (seed !== undefined) this.#draw = randomStream(seed);
    this.#state = { behaviour, seed: seed ?? this.#state.seed, expiresAt: new Date(this.#now() + seconds * 1000) };
    return this.#state;
  }

  /** Falls back to the start's behaviour now. */
  reset(): BehaviourState {
    this.#state = { ...this.#start, seed: this.#state.seed };
    return this.#state;
  }
}
