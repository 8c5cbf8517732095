/** Every dialect that this server speaks. One that is missing here does not exist. */
import { bazaar } from "./bazaar/bazaar.ts";
import { express } from "./express/express.ts";
import { native } from "./native/native.ts";
import { nest } from "./nest/nest.ts";
import { ring } from "./ring/ring.ts";

export const dialects = [native, nest, express, bazaar, ring];
export const dialectNames = dialects.map(({ name }) => name);
