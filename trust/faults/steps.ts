/** Where a sent message is when the server dies; in order. `isStored`: and `isAcknowledged`: what is true of it then. */
export const steps = {
  "before it is read": { isStored: false, isAcknowledged: false },
  "before it is queued": { isStored: false, isAcknowledged: false },
  "after its commit": { isStored: true, isAcknowledged: false },
  "after its acknowledgement": { isStored: true, isAcknowledged: true },
  "half-way through its members": { isStored: true, isAcknowledged: true },
  "before its outbox row is cleared": { isStored: true, isAcknowledged: true },
};

export type Step = keyof typeof steps;
