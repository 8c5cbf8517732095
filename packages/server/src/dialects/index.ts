/** Every dialect that this server speaks. One that is missing here does not exist. */
import { bazaar } from "./bazaar/bazaar.ts";
import { express } from "./express/express.ts";
import { native } from "./native/native.ts";
import { nest } from "./nest/nest.ts";

export const dialects = [native, nest, express, bazaar];
export const dialectNames = dialects.map(({ name }) => name);
