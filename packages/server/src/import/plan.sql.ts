import type { FindingCode } from "./findings.ts";

/*
 * How a source that is laid out becomes ours. Each statement does one thing; `finds` says what stands in its way, as rows (example, weight):
 * one row per example, their weights make the count.
 */
export type Step = { sql: string } | { finds: FindingCode; rows: string };
