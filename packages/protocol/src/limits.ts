/**
 * Every limit a client can meet, with the reason for its value. Counts are
 * inclusive maxima; text is measured in Unicode code points.
 */
export const limits = {
  /** A page of prose; longer texts belong in a file. */
  messageText: 8000,
  /** Room for a full name and a role, still one line in a list. */
  userName: 80,
  /** Host ids are the host's business; 128 holds any UUID, e-mail or URN in use. */
  userId: 128,
  conversationTitle: 120,
  url: 2048,
  /** Client message ids: a UUID, ULID or nanoid with a prefix. */
  clientId: 64,
  /** More names than anybody writes by hand; keeps a notification storm bounded. */
  mentionsPerMessage: 50,
  attachmentsPerMessage: 10,
  /** Links of a message that are looked at: what fits under a message without hiding the next. */
  previewsPerMessage: 3,
  /** What pages say of themselves: two lines, a paragraph, a name. Longer texts are cut. */
  previewTitle: 200,
  previewDescription: 400,
  previewSiteName: 80,
  /** What file systems allow. */
  fileName: 255,
  /** Uploads of one user that no message has: nobody picks more at once, and ten thousand tiny files are no use to anybody. */
  unclaimedUploads: 100,
  /** A day without being sent, and an upload is removed. */
  unclaimedUploadMs: 24 * 60 * 60 * 1000,
  /** Of a picture, all frames together: a 48-megapixel camera fits. Turned upright it takes 160 MB, otherwise 40 to 70. */
  imagePixels: 50_000_000,
  /** Of a WebP that does not move: its encoder takes 12 bytes for each pixel. */
  webpPixels: 16_000_000,
  /** Of an animated picture: half a minute at 20 a second. */
  imageFrames: 600,
  /** Longest side of a thumbnail: the width of a message on a dense screen. */
  thumbnailPixels: 720,
  /** Bars of a voice message; more are not told apart at its width. */
  waveformBars: 64,
  /** A day of sound or film. */
  mediaDurationMs: 24 * 60 * 60 * 1000,
  /** How long an address of a file can be used. Whether it may be fetched is judged at the moment anyway. */
  linkMs: 5 * 60 * 1000,
  /** How long a direct upload may take from `begin` on. */
  directUploadMs: 15 * 60 * 1000,
  /** All reactions of a message travel with it; 1,000 keep it under 64 kB. */
  reactionsPerMessage: 1000,
  /** One grapheme cluster: the longest family emoji sequences have 10 code points; flags of regions have 7. */
  reactionEmoji: 16,
  pinsPerConversation: 50,
  /** Groups up to this size are measured; see bench/. */
  membersPerConversation: 10_000,
  membersPerRequest: 100,
  /** Members that a conversation in a list carries: enough for a title and stacked avatars. */
  membersInSummary: 8,
  /** Above this size read and delivered marks are private: n members would hear n marks each per message. */
  receiptMembers: 256,
  page: 100,
  pageDefault: 50,
  conversationsPageDefault: 30,
  /** Changes one sync may replay; a larger gap is cheaper to reload. */
  syncChanges: 2000,
  syncPage: 200,
  syncConversations: 500,
  /** What clients that turn pages by number may skip. */
  offset: 10_000_000,
  /** A page of messages, each with all the attachments that it may have. */
  linksPerRequest: 1000,
  /** People whose presence one connection may watch: the rows of a long list. */
  presenceWatches: 500,
  /** Who shares a group up to this size is a contact: people who know one another. */
  contactsOfGroup: 50,
  typingMs: 6000,
  searchText: 200,
  /** A long sentence that somebody pastes; each term costs a look at the index. */
  searchTerms: 32,
  /** Hits that are compared with each other, the newest if there are more: nobody pages further, and a common word stays bounded. */
  searchHits: 500,
  searchPageDefault: 20,
  /** Around the first hit: two lines on a telephone. */
  searchSnippet: 160,
  /** argon2 reads the whole password; this bounds the work. */
  passwordMin: 8,
  passwordMax: 128,
  /** A message of the maximum length in four-byte characters, escaped, with room to spare. */
  requestBytes: 256 * 1024,
  /** Tabs and devices of one person at the same time. */
  socketsPerUser: 32,
  /** Paths of a real-time tree that one socket listens to: two for each row of a long list. */
  subscriptionsPerSocket: 200,
  /** A school or an office behind one address; times RATE_LIMITS. */
  connectionsPerAddress: 2000,
  /** Bytes waiting for one socket before it is called a slow consumer; it reconnects and syncs. */
  socketQueueBytes: 1024 * 1024,
} as const;

/**
 * How much may be asked in so many seconds: by one user over all connections
 * and both transports together, and by all users behind one address. Who asks
 * for more is refused with `rate_limited` until the time is over. The server
 * multiplies them by its RATE_LIMITS, and by ten for a host's admins.
 */
export const budgets = {
  read: { seconds: 10, user: 300, address: 6000 },
  /** Ten messages a second: more than anybody types, enough for an outbox that was offline for a day. */
  write: { seconds: 10, user: 100, address: 2000 },
  /** Typing and marks, of which a person in many busy conversations makes many. */
  signal: { seconds: 10, user: 600, address: 12_000 },
  /**
   * Searches of messages cost the database more than anything else a person can ask for. Somebody who types ten letters a second for ten
   * seconds, each of them asked for, is within it; the web app waits for a rest of a quarter of a second, so it asks for 40 at most.
   */
  search: { seconds: 10, user: 100, address: 2000 },
  /** People by name: asked for beside the messages with each letter, and when members are chosen. Conversations by name are a `read`. */
  names: { seconds: 10, user: 150, address: 3000 },
  /** Each is looked at, perhaps decoded and scanned. */
  upload: { seconds: 60, user: 60, address: 1200 },
  /** Nobody is known yet, so the address counts alone. */
  signIn: { seconds: 60, user: 60, address: 60 },
  /** Handshakes of sockets: all of a school's devices may lose their network at once. */
  connect: { seconds: 10, user: 30, address: 2000 },
  /** Refusals that a connection may collect before it is closed. */
  abuse: { seconds: 60, user: 300, address: 6000 },
} as const satisfies Record<string, { seconds: number; user: number; address: number }>;

export type BudgetName = keyof typeof budgets;
