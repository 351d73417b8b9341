/** Code that the first screen does without, read when it is first wanted. */
export class LazySource<T> {
  readonly #read: () => Promise<T>;
  #value: T | null = null;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Null until it has been read. */
  get value(): T | null {
    return this.#value;
  }

  /** Reads it, unless it is there. After a failure the next call tries again. */
  async load(): Promise<T> {
    this.#value ??= await this.#read();
    return this.#value;
  }

  /** Reads it when it looks as if somebody is about to want it. A failure shows where it is shown. */
  readonly prefetch = async (): Promise<void> => {
    await this.load().catch(() => undefined);
  };
}
