/** What a source may hold that does not fit, and what becomes of it. docs/import.md lists them; a test compares. */
export const findings = {
  column_not_read: "A column has no place here; its values stay behind",
  line_unreadable: "Not JSON, or not an object; left out",
  id_missing: "Has no id; left out",
  user_twice: "A second person with the same id; left out",
  user_missing: "Somebody who is named and not described; made with what is known of them",
  user_id_unusable: "An id that is blank or longer than 128 characters; what it stands in is left out",
  name_missing: "Has no name; the id is shown",
  name_cut: "A name of more than 80 characters; cut",
  picture_left_out: "Not an http address; no picture",
  admin_as_member: "An administrator there; a member here, until the host's token says otherwise",
  user_deactivated: "Not active there, nor here",
  password_not_usable: "A hash of another scheme than argon2; signs in with the host's token",
  email_taken: "An account here has this e-mail; no account is made, signs in with the host's token",
  user_of_other_source: "Has the id of somebody who came from another system (see --user-prefix and --same-people)",
  user_exists: "Is a user here already; stays as they are here",
  conversation_twice: "A second conversation with the same id; left out",
  conversation_type_unknown: "Imported as a group",
  conversation_empty: "Without a member and without a message; left out",
  self_conversation: "A direct conversation with oneself; a group of one here",
  direct_not_a_pair: "A direct conversation of more than two; a group here",
  direct_left: "Had left a direct conversation; it is archived for them, as such conversations are not left here",
  pair_twice: "A second direct conversation of the same two about the same; both become one, both ids lead there",
  pair_exists: "The two have a direct conversation here; what is imported comes after what is in it",
  title_left_out: "Direct conversations have no title here",
  title_cut: "A title of more than 120 characters; cut",
  group_too_large: "More than 10,000 members; imported, but nobody can be added",
  context_cut: "What the conversation is about has a title or id that is too long; cut",
  member_twice: "The same person twice in a conversation; one member here",
  member_orphan: "A member of a conversation that does not exist; left out",
  role_unknown: "A role that does not exist here; a member",
  message_twice: "A second message with the same id; the first is kept",
  message_orphan: "In a conversation that does not exist, or between nobody; left out",
  sender_missing: "Sent by nobody; a deactivated user stands for them",
  sender_not_a_member: "Wrote, and is not a member (left, most likely); a former member here",
  message_type_unknown: "Imported as text",
  system_as_text: "The system's own words; imported as a message of its sender",
  card_as_text: "An interactive card; its text alone is imported",
  text_empty: "Neither text nor file; kept, empty",
  text_not_unicode: "Characters that are not text; replaced by U+FFFD",
  nul_removed: "NUL characters; removed",
  text_long: "More than 8,000 characters; kept whole, but cannot be edited without being shortened",
  text_cut: "More than 64,000 characters; cut",
  file_as_link: "A file elsewhere; its address stands in the text, the file is not fetched",
  file_without_address: "A file whose address is not complete (see --base-url); its name stands in the text",
  reply_missing: "An answer to a message that is not there or not earlier; imported without",
  reaction_left_out: "Not one emoji of one person; left out",
  receipt_orphan: "A read receipt of a message or person that is not there; left out",
  time_unreadable: "Not a time; taken as unknown",
  time_missing: "Without a time; stands at its conversation's beginning",
  time_in_future: "Later than now; keeps its place, and is dated now",
  unread_differs: "What is unread there cannot be said by one mark: the count here differs",
  unread_counter_wrong: "The source's counter of unread messages contradicts its own marks; the marks count",
} as const;

export type FindingCode = keyof typeof findings;
export type Finding = { code: FindingCode; count: number; examples: string[] };
export type Note = (code: FindingCode, example: string) => void;

const examplesPerCode = 5;
const maxExample = 200;

/** Counts by code, with the first examples. */
export class Findings {
  readonly #found = new Map<FindingCode, Finding>();

  readonly note: Note = (code, raw) => {
    const example = raw.replaceAll("\0", "").toWellFormed().slice(0, maxExample);
    const finding = this.#found.get(code);
    if (finding === undefined) this.#found.set(code, { code, count: 1, examples: [example] });
    else {
      finding.count += 1;
      if (finding.examples.length < examplesPerCode) finding.examples.push(example);
    }
  };

  /** What was noted since the last time. */
  take(): Finding[] {
    const taken = [...this.#found.values()];
    this.#found.clear();
    return taken;
  }
}
