/** A small set, chosen for conversation. The keyboards of telephones and systems have the rest. */
export const emojiGroups = [
  { name: "emoji.faces", emoji: [..."😀😃😄😁😅😂🤣😊😇🙂🙃😉😍🥰😘😋😎🤩🥳🤗🤔🤨😐😏🙄😬😌😴🤒😕😟😮😳🥺😢😭😤😡🤯😱"] },
  { name: "emoji.gestures", emoji: [..."👍👎👌🤞🤝👏🙌🙏💪👋🤙👀🫶💯✅❌❓❗"] },
  { name: "emoji.hearts", emoji: ["❤️", ..."🧡💛💚💙💜🖤🤍💔💕✨🔥🎉"] },
  { name: "emoji.things", emoji: [..."🎂🎁☕🍕🍛🥟🏡🚗🚲📦📍📅⏰💰📸📎🔑💡🌄⛰🌧"] },
] as const;
