type Key = string | number;

const extraKeys = ["__proto__", "constructor", "isAdmin", "senderId", "role", "seq", "", "toString", "x".repeat(300), "conversationId", "userId", "$where"];

/** One fault at one place: another value, a field too many, a field too few. */
export function spoil([input, pick, value, how]: [input: unknown, pick: number, value: unknown, how: string]): unknown {
  const copy = structuredClone(input);
  const places = placesOf(copy);
  const place = places[pick % places.length];
  if (place === undefined || how === "add") {
    const parents = [copy, ...places.map(({ parent }) => parent)].filter((parent) => !Array.isArray(parent));
    set(parents[pick % parents.length] as object, extraKeys[pick % extraKeys.length] ?? "", value);
  } else if (how === "remove") Reflect.deleteProperty(place.parent, place.key);
  else set(place.parent, place.key, value);
  return copy;
}

/** Assigning `__proto__` would change what the object is instead. */
function set(parent: object, key: Key, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function placesOf(value: unknown): { parent: object; key: Key }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ parent: value, key }, ...placesOf(inner)]);
}
