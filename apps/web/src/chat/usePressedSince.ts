import { type RefObject, useEffect, useRef } from "react";

/** Whether a press has begun since mounting. Lifting the finger that opened something by a long press is not one. */
export function usePressedSince(): RefObject<boolean> {
  const pressed = useRef(false);
  useEffect(() => {
    const onPress = () => {
      pressed.current = true;
    };
    addEventListener("pointerdown", onPress, { capture: true, once: true });
    return () => removeEventListener("pointerdown", onPress, { capture: true });
  }, []);
  return pressed;
}
