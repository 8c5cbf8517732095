/** The product as main.ts starts it, and two bugs in it that wait for a signal. */
process.on("SIGUSR2", () => {
  setImmediate(() => {
    throw new Error("thrown by SIGUSR2");
  });
});
process.on("SIGHUP", () => void Promise.reject(new Error("thrown by SIGHUP")));

await import("@parley/server/main");
