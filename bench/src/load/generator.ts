import { type ChildProcess, fork } from "node:child_process";
import type { Cleanup } from "../cleanup.ts";
import type { LoadName, Loads } from "./worker.ts";

type Arguments<Name extends LoadName> = Parameters<Loads[Name]>[0];
type Result<Name extends LoadName> = Awaited<ReturnType<Loads[Name]>>;

/** A process that makes load, one per contestant, so that none inherits another's heap. */
export class LoadGenerator {
  #child: ChildProcess;
  #waiting: { resolve: (result: unknown) => void; reject: (error: Error) => void } | null = null;

  constructor(cleanup: Cleanup) {
    this.#child = fork(new URL("./worker.ts", import.meta.url));
    this.#child.on("message", (answer: { result: unknown } | { error: string }) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      if ("error" in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.result);
    });
    this.#child.on("exit", (status) => this.#waiting?.reject(new Error(`the load process ended with ${status}`)));
    cleanup.add(() => {
      this.#child.kill("SIGKILL");
    });
  }

  /** Runs one load at a time. */
  run<Name extends LoadName>(load: Name, input: Arguments<Name>): Promise<Result<Name>> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve: resolve as (result: unknown) => void, reject };
      this.#child.send({ load, input }, (error) => error && reject(error));
    });
  }
}
