/** Lets equal requests take turns: each begins when the fate of the request before it is settled. */
export class Turns {
  readonly #last = new Map<string, Promise<undefined>>();

  /** Names somebody has a turn of or waits for. */
  get size(): number {
    return this.#last.size;
  }

  /**
   * Waits for a turn.
   *
   * @param name what the requests have in common
   * @returns ends the turn; must be called exactly once
   */
  async take(name: string): Promise<() => void> {
    const before = this.#last.get(name);
    const { promise: mine, resolve } = Promise.withResolvers<undefined>();
    this.#last.set(name, mine);
    await before;
    return () => {
      if (this.#last.get(name) === mine) this.#last.delete(name);
      resolve(undefined);
    };
  }
}
