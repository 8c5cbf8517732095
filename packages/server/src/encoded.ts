/**
 * An output that is JSON already (a page that was read before). REST writes it
 * as it is; whoever needs the object decodes it. A page of 50 messages as JSON
 * takes a third of the memory of its objects, and encoding and writing it cost
 * as much as everything else about reading it again.
 */
export class Encoded<Output extends object> {
  readonly json: Buffer;
  readonly #output: Output | undefined;

  private constructor(json: Buffer, output?: Output) {
    this.json = json;
    this.#output = output;
  }

  static of<Output extends object>(output: Output): Encoded<Output> {
    return new Encoded(Buffer.from(JSON.stringify(output)), output);
  }

  /** The same without the object it was made of: what a cache keeps. */
  lean(): Encoded<Output> {
    return new Encoded<Output>(this.json);
  }

  decode(): Output {
    return this.#output ?? (JSON.parse(this.json.toString()) as Output);
  }
}
