import { spawn } from "node:child_process";

/** `npm run dev`: the server, restarted when its files change, and the web application with hot reload at http://localhost:5173. */
const children = [
  spawn("node", ["--watch-path=packages/server/src", "--watch-path=packages/protocol/src", "packages/server/src/main.ts"], { stdio: "inherit" }),
  spawn("npm", ["run", "--silent", "dev", "-w", "@parley/web"], { stdio: "inherit" }),
];
for (const child of children) child.on("exit", (code) => stop(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));

function stop(code: number): void {
  for (const child of children) if (child.exitCode === null) child.kill("SIGTERM");
  process.exitCode = code;
}
