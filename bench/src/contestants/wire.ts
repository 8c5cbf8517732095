/** How to speak to a contestant. Plain data, so that it can be sent to the load process. */
export type Wire = {
  sendEvent: string;
  /** What every member of the conversation hears, the sender included. */
  heardEvent: string;
  /** Rooms that clients must join by themselves. */
  joinEvent: string | null;
  textField: string;
  /** How the acknowledgement of a stored message begins. */
  acknowledged: string;
};

export const tutorialWire: Wire = {
  sendEvent: "send_message",
  heardEvent: "receive_message",
  joinEvent: "join",
  textField: "content",
  acknowledged: '[{"ok":true',
};
