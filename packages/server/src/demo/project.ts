import { arjun, asha, bikash, diego, marta } from "./cast.ts";
import type { DemoConversation } from "./demoConversation.ts";

/** A small project team at work. */
export const project: DemoConversation[] = [
  {
    key: "frame-register",
    type: "group",
    title: "Frame register",
    members: ["demo-diego", "demo-marta", "demo-asha", "demo-arjun", "demo-bikash"],
    lastMinutesAgo: 95,
    unreadFor: { "demo-asha": 2, "demo-arjun": 6, "demo-marta": 2 },
    messages: [
      diego(
        0,
        "Here we go: a small public register of frame numbers, so that whoever buys second-hand can check whether a bicycle was reported missing. Nobody earns money with it, anybody can run a copy.",
      ),
      asha(12, "I'm asked about this every week. Count me in"),
      marta(5, "Me too. First sketch in two days ✏️"),
      arjun(22, "I can look after the hosting, two hours a week"),
      bikash(9, "My students can test. They break everything 😄"),
      diego(3, "Then we have a quality department", { replyTo: 4, reactions: [{ emoji: "😂", by: ["demo-bikash", "demo-asha"] }] }),
      diego(
        45,
        "What a record needs, I think:\n\n• frame number\n• kind and colour\n• city\n• state: `registered`, `missing` or `found`\n• a photo (optional)\n\nNo names, no addresses.",
      ),
      arjun(10, "Agreed. What we don't store can't leak.", { replyTo: 6, reactions: [{ emoji: "💯", by: ["demo-diego", "demo-marta"] }] }),
      asha(30, "Colour is difficult, people repaint. I'd rather ask where exactly the number is stamped"),
      marta(4, "Good point! I'll draw a frame with five spots to tap on", { replyTo: 8 }),
      diego(4320, "The first version runs: https://example.com/register\n\nTry `GET /frames/TK-88-10442`", {
        reactions: [{ emoji: "🚀", by: ["demo-arjun", "demo-marta", "demo-asha"] }],
      }),
      bikash(120, "Report from class 9: it answers `500` when the number contains a space 😬"),
      bikash(1, "Also when it is an emoji. Don't ask"),
      diego(35, 'Both fixed. Before the search: `number.replace(/[^\\p{L}\\p{N}]+/gu, "").toUpperCase()`', { edited: true }),
      arjun(6, "@Diego Fuentes could we have a limit per minute before we tell anybody about it?", { mentions: ["demo-diego"] }),
      diego(4, "Yes: 30 look-ups a minute, then a friendly `429`", { reactions: [{ emoji: "👍", by: ["demo-arjun"] }] }),
      marta(2600, "New pages: https://example.com/designs/register\nComments welcome until tomorrow night"),
      asha(25, "Beautiful! One wish: bigger letters. My customers read this in the sun ☀️"),
      marta(8, "18 px and darker. Done", { replyTo: 17 }),
      asha(1, "😍"),
      bikash(300, "६ जना विद्यार्थीले ४० वटा साइकल दर्ता गरे। Forty bicycles in one lunch break, @Diego Fuentes!", { mentions: ["demo-diego"] }),
      diego(3, "🎉🎉🎉"),
    ],
  },
];
