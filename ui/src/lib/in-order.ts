/** Asks what concerns one thing in order: a later question must not overtake an earlier one on its way to the core. */
export class InOrder {
  #last = new Map<string, Promise<void>>();

  /** Asks at once where nothing is on its way: a window that is being closed gets no second chance. */
  ask(about: string, ask: () => Promise<void>): Promise<void> {
    const asked = this.#last.get(about)?.then(ask) ?? ask();
    const over = () => {
      if (this.#last.get(about) === settled) this.#last.delete(about);
    };
    const settled: Promise<void> = asked.then(over, over);
    this.#last.set(about, settled);
    return asked;
  }

  /** Once what was asked about it is answered. */
  settled(about: string): Promise<void> {
    return this.#last.get(about) ?? Promise.resolve();
  }

  clear(): void {
    this.#last.clear();
  }
}
