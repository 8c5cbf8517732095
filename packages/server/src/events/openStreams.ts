import type { Actor } from "../actor.ts";

/** A connection that only listens, and to one path. `comeBackMs`: not before, each at another time. */
export type OpenStream = { readonly actor: Actor; readonly address: string; end(comeBackMs?: number): void };

/** Streams of this process, by whom they tell and where they go: both are bounded when one opens. */
export class OpenStreams {
  readonly #all = new Set<OpenStream>();
  readonly #byUser = new Map<string, Set<OpenStream>>();
  readonly #addresses = new Map<string, number>();

  get count(): number {
    return this.#all.size;
  }

  all(): OpenStream[] {
    return [...this.#all];
  }

  of(userId: string): OpenStream[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }

  countAt(address: string): number {
    return this.#addresses.get(address) ?? 0;
  }

  add(stream: OpenStream): void {
    const { id } = stream.actor.user;
    this.#all.add(stream);
    this.#byUser.set(id, (this.#byUser.get(id) ?? new Set()).add(stream));
    this.#addresses.set(stream.address, this.countAt(stream.address) + 1);
  }

  delete(stream: OpenStream): void {
    if (!this.#all.delete(stream)) return;
    const { id } = stream.actor.user;
    const own = this.#byUser.get(id);
    own?.delete(stream);
    if (own?.size === 0) this.#byUser.delete(id);
    const left = this.countAt(stream.address) - 1;
    if (left === 0) this.#addresses.delete(stream.address);
    else this.#addresses.set(stream.address, left);
  }
}
