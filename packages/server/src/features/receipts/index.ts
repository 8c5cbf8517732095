/**
 * How far each member has received and read. Marks are positions, not
 * counters: they only move forward, unread is last_seq − read_seq, and
 * "read by" follows from the members' marks. Nothing can drift.
 */
import { delivered, read } from "./mark.ts";
import { unread } from "./unread.ts";

export { ReceiptQueue } from "./receiptQueue.ts";
export const receipts = { read, delivered, unread };
