/** An action of the kit, which knows whether the test has awaited it. */

/** A promise that notes whether it is awaited. */
export class Action<T> extends Promise<T> {
  /** Whether the test has awaited it. */
  awaited = false;

  /** Promises made from it are plain ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  override then<A = T, B = never>(
    resolved?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true;
    return super.then(resolved, rejected);
  }

  /** Starts to do `work`. */
  static of<T>(work: () => Promise<T>): Action<T> {
    return new Action<T>((resolve, reject) => {
      work().then(resolve, reject);
    });
  }
}
