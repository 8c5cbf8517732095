/** Every dialect that this server speaks. One that is missing here does not exist. */
import { native } from "./native/native.ts";
import { nest } from "./nest/nest.ts";
import { ring } from "./ring/ring.ts";

export const dialects = [native, nest, ring];
export const dialectNames = dialects.map(({ name }) => name);
