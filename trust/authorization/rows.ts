import type { OperationName } from "@parley/protocol";
import { type Attempt, attempts } from "./attempts.ts";
import { type Answer, operationRules, type Role, type Rule } from "./operations.ts";

export type Place = "group" | "direct";

/** A line of the table, made ready to be tried in one kind of conversation. */
export type Row = { title: string; operation: OperationName; place: Place; answers: Partial<Record<Role, Answer>>; attempt: Attempt };

export const rows: Row[] = (Object.keys(operationRules) as OperationName[]).flatMap((operation) => {
  const rules = operationRules[operation] as Rule | Record<string, Rule>;
  if (isRule(rules)) return toRows(operation, undefined, rules, attempts[operation] as Attempt);
  const several = attempts[operation] as unknown as Record<string, Attempt>;
  return Object.entries(rules).flatMap(([situation, rule]) => toRows(operation, situation, rule, several[situation] as Attempt));
});

function isRule(rules: Rule | Record<string, Rule>): rules is Rule {
  return typeof rules.in === "string";
}

function toRows(operation: OperationName, situation: string | undefined, rule: Rule, attempt: Attempt): Row[] {
  const { in: where, ...answers } = rule;
  const name = situation === undefined ? operation : `${operation} (${situation})`;
  if (where === "a direct conversation") return [{ title: name, operation, place: "direct", answers, attempt }];
  const inGroup: Row = { title: where === "any conversation" ? `${name} in a group` : name, operation, place: "group", answers, attempt };
  if (where !== "any conversation") return [inGroup];
  const { owner: _owner, admin: _admin, exMember: _exMember, ...inDirect } = answers as Record<Role, Answer>;
  return [inGroup, { title: `${name} in a direct conversation`, operation, place: "direct", answers: inDirect, attempt }];
}

type Line = [title: string, roles: string, { row: Row; roles: Role[] }];

/** The rows that answer somebody in this way, for test.each. */
export function linesOf(wanted: (answer: Answer) => boolean): Line[] {
  return rows.flatMap((row): Line[] => {
    const roles = (Object.keys(row.answers) as Role[]).filter((role) => wanted(row.answers[role] as Answer));
    return roles.length === 0 ? [] : [[row.title, roles.join(", "), { row, roles }]];
  });
}
