type Closer = () => void | Promise<void>;

/** What was started ends, newest first, however the run ends. What is added after that ends at once. */
export class Cleanup {
  #closers: Closer[] = [];
  #closed = false;

  add(closer: Closer): void {
    if (this.#closed) void closer();
    else this.#closers.push(closer);
  }

  async run(): Promise<void> {
    this.#closed = true;
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        process.stderr.write(`cleanup: ${error}\n`);
      }
    }
  }
}
