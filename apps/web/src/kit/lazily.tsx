import { type ComponentType, useEffect, useState } from "react";
import { showError } from "../shell/toasts.ts";

const againMs = 3000;
const loads: (() => Promise<unknown>)[] = [];

/** A part of the page that is fetched apart from the rest. Nothing stands in its place until it is there. */
export function lazily<Props extends object>(fetchIt: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  // Kept, so that what is here is drawn at once: React.lazy would leave the place empty for a moment.
  let here: ComponentType<Props> | null = null;
  const load = async () => {
    here ??= await fetchIt();
    return here;
  };
  loads.push(load);
  // biome-ignore lint/correctness/noComponentHookFactories: made once, when its module is read
  return function Lazy(props: Props) {
    const [Component, setComponent] = useState(() => here);
    // A dialog that is shut needs nothing.
    const shut = "open" in props && !props.open;
    useEffect(() => {
      if (Component || shut) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let stale = false;
      const attempt = () =>
        load().then(
          (loaded) => stale || setComponent(() => loaded),
          (error) => {
            if (stale) return;
            showError(error);
            timer = setTimeout(attempt, againMs);
          },
        );
      void attempt();
      return () => {
        stale = true;
        clearTimeout(timer);
      };
    }, [Component, shut]);
    return Component ? <Component {...props} /> : null;
  };
}

/** While nobody waits: later there may be no connection, or another version of the application. */
export function fetchTheRest(): void {
  const later = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, againMs));
  later(() => {
    // What fails is asked for again when it is needed.
    for (const load of loads) load().catch(() => {});
  });
}
