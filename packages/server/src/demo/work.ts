import { arjun, asha, diego, kwame, marta } from "./cast.ts";
import type { DemoConversation } from "./demoConversation.ts";

/** Two by two: a job, a design review, a cracked frame. English. */
export const work: DemoConversation[] = [
  {
    key: "route-planning-job",
    type: "direct",
    context: { type: "job", id: "job-77", title: "Backend engineer, route planning (remote)", url: "https://example.com/jobs/77" },
    members: ["demo-arjun", "demo-diego"],
    lastMinutesAgo: 190,
    unreadFor: { "demo-diego": 1 },
    messages: [
      arjun(
        0,
        "Hi Diego, Marta pointed me to you. We're looking for a backend engineer for our route planner: cargo bikes, eleven cities, about 40,000 deliveries a day. Would you be open to a conversation?",
      ),
      diego(130, "Hi Arjun! Open, yes. I'm not in a hurry to move, but route planning for bicycles is hard to say no to 🚲"),
      arjun(12, "That's the answer I hoped for. The description: https://example.com/jobs/77"),
      diego(
        45,
        'Read it. Three questions, before we take each other\'s time:\n\n1. Is it really remote, or "remote until we change our mind"?\n2. How large is the team?\n3. What hurts most today?',
      ),
      arjun(
        18,
        "1. Really remote. Two of us have never met in person.\n2. Six engineers, one designer, one very patient dispatcher.\n3. Replanning. When a rider has a puncture, we compute the whole city again. That takes 50 seconds, and the rider stands there and waits. We've made it faster twice, and each time the city grew and ate the gain.",
        { replyTo: 3 },
      ),
      diego(
        7,
        "The whole city, because of one rider? Have you tried to repair the plan only around the hole? Keep every route, take out that rider's open stops, insert each where it costs least, then improve for a second or two.",
      ),
      arjun(3, "We talk about it every week. Nobody has had the time."),
      arjun(1, "So you see why I'm writing to you 😄", { reactions: [{ emoji: "😄", by: ["demo-diego"] }] }),
      diego(5, "I do. What's the salary range?"),
      arjun(9, "₹38 to 46 lakh a year, depending on experience, plus 30 days off."),
      diego(4, "Thank you for saying it straight away"),
      arjun(1, "It saves everybody a week"),
      arjun(
        3,
        "The next step is 45 minutes with Sneha, who owns the planner. No whiteboard, no riddles: she brings a real problem and you think aloud together.",
      ),
      diego(2, "Sounds good. I'm at UTC+5:45 these days, so your afternoon is my afternoon"),
      arjun(1, "The famous fifteen minutes!"),
      arjun(25, "Tomorrow, 15:00 in Pune? https://example.com/meet/route-planner", { reactions: [{ emoji: "👍", by: ["demo-diego"] }] }),
      arjun(1560, "Sneha came out of the call smiling, and she doesn't do that often. Would you send her the snippet you sketched?"),
      diego(
        30,
        "Of course. The heart of it is one line:\n\n`const best = open.map((stop) => cheapestInsertion(plan, stop)).toSorted(byCost)[0];`\n\nThe rest is bookkeeping.",
        { edited: true },
      ),
      arjun(6, "Passed on. You'll have an offer from us by the end of the week."),
      diego(2, "🎉", { reactions: [{ emoji: "🎉", by: ["demo-arjun"] }] }),
      diego(1, "And whatever comes of it: this was the most pleasant hiring process I've been in"),
      arjun(4, "That goes on our wall ❤️", { replyTo: 20 }),
    ],
  },
  {
    key: "marta-and-diego",
    type: "direct",
    members: ["demo-marta", "demo-diego"],
    lastMinutesAgo: 1900,
    messages: [
      marta(0, "Do you have ten minutes to look at something ugly?"),
      diego(3, "Always"),
      marta(1, "https://example.com/designs/register-search"),
      diego(8, 'It isn\'t ugly! But I searched for "TK-88" and got three frames, then for "tk-88" and got nothing'),
      marta(1, "Ah, that's your part then 😇"),
      diego(1, "Ouch. Yes"),
      diego(22, 'Fixed: `where upper(number) like upper($1)`. And could the empty page help a little, instead of saying "No results"?'),
      marta(6, '"Nothing with this number yet. Numbers are usually stamped under the bottom bracket: turn the bicycle upside down."', {
        replyTo: 6,
        edited: true,
        reactions: [{ emoji: "💯", by: ["demo-diego"] }],
      }),
      diego(2, "Can you draw that? A small bicycle upside down"),
      marta(90, "🙃🚲"),
      marta(1, "(The real drawing is in the file, too.)"),
    ],
  },
  {
    key: "kwame-and-asha",
    type: "direct",
    members: ["demo-kwame", "demo-asha"],
    lastMinutesAgo: 33_100,
    messages: [
      kwame(0, "Hello Asha! Wanjiku gave me your name. She says nobody knows old steel frames like you do."),
      asha(40, "Hello Kwame 😊 She exaggerates, but only a little. What's on your stand?"),
      kwame(
        6,
        "A touring frame that one of my students brought in. The seat lug has a crack, about 8 mm, running down from the bolt. He is learning to braze, so I could let him fill it. But I have a bad feeling: the old paint is cracked along the same line, so somebody must have ridden on it for years, and I don't know how far it goes under the lug. What would you do?",
      ),
      asha(
        25,
        "Don't fill it. A crack that old is longer inside than outside. In this order:\n\n1. take the paint off, two hand-widths down\n2. find the end of the crack with dye\n3. if it stops inside the lug, drill a 2 mm hole at its end and sleeve the tube\n4. if it runs past the lug, replace the tube",
        { replyTo: 2 },
      ),
      kwame(9, "That is what I feared, and what I needed to hear. Thank you."),
      asha(1, "Send photos when the paint is off?"),
      kwame(2900, "https://example.com/p/seat-lug\nYou were right: 8 mm outside, 31 mm inside."),
      asha(14, "Ouch 😬"),
      kwame(3, "New tube it is. He will groan, and then he will learn.", { reactions: [{ emoji: "🔧", by: ["demo-asha"] }] }),
    ],
  },
];
