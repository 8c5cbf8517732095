import type { TestServer } from "@parley/testkit";

/** What goes wrong where no client sees it: crashes that Node would end the process for, and whatever is logged as an error. */
export function watch({ server }: TestServer): { problems: string[]; stop(): void } {
  const problems: string[] = [];
  const { log } = server.app;
  const crash = (error: unknown) => void problems.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`);
  process.on("uncaughtExceptionMonitor", crash);
  process.on("unhandledRejection", crash);
  const logged = (level: string) => ((...args: unknown[]) => void problems.push(`${level}: ${args.map(describe).join(" ")}`)) as typeof log.error;
  const { error, fatal } = log;
  Object.assign(log, { error: logged("error"), fatal: logged("fatal") });
  return {
    problems,
    stop() {
      process.off("uncaughtExceptionMonitor", crash);
      process.off("unhandledRejection", crash);
      Object.assign(log, { error, fatal });
    },
  };
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${inner instanceof Error ? `${inner.stack} ${JSON.stringify(inner)}` : String(inner)}`)
    .join(" ");
}
