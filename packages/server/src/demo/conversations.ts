import { bicycles } from "./bicycles.ts";
import { carpets } from "./carpets.ts";
import { circles } from "./circles.ts";
import type { DemoConversation } from "./demoConversation.ts";
import { project } from "./project.ts";
import { secondHand } from "./secondHand.ts";
import { supplies } from "./supplies.ts";
import { work } from "./work.ts";

export const conversations: DemoConversation[] = [...bicycles, ...secondHand, ...supplies, ...carpets, ...work, ...circles, ...project];
