import { expect, test } from "vitest";
import { watchSet } from "./watchSet.ts";

function aParley() {
  const watched: string[][] = [];
  return { watched, watch: (userIds: string[]) => void watched.push(userIds) };
}

test("hooks that mount together ask once, for everybody", async () => {
  const parley = aParley();
  watchSet(parley, ["ada", "bob"]);
  watchSet(parley, ["bob", "cleo"]);
  await Promise.resolve();
  expect(parley.watched).toEqual([["ada", "bob", "cleo"]]);
});

test("somebody whom another hook still shows stays watched", async () => {
  const parley = aParley();
  const stop = watchSet(parley, ["ada", "bob"]);
  watchSet(parley, ["bob"]);
  stop();
  await Promise.resolve();
  expect(parley.watched).toEqual([["bob"]]);
});

test("a hook that StrictMode mounts twice counts once", async () => {
  const parley = aParley();
  watchSet(parley, ["ada"])();
  const stop = watchSet(parley, ["ada"]);
  await Promise.resolve();
  stop();
  await Promise.resolve();
  expect(parley.watched).toEqual([["ada"], []]);
});
