import { z } from "zod";
import { defineOperation } from "../defineOperation.ts";
import { nonBlankText, url, userId } from "../ids.ts";
import { limits } from "../limits.ts";
import { ownUser, user, userName, userRole } from "../user.ts";

export const usersOperations = {
  "users.me": defineOperation({
    name: "users.me",
    summary: "The signed-in user.",
    input: z.strictObject({}),
    output: ownUser,
    rest: "GET /api/users/me",
    socket: "user:me",
    errors: [],
  }),
  "users.updateMe": defineOperation({
    name: "users.updateMe",
    summary: "Change one's own name or picture.",
    input: z.strictObject({ name: userName.optional(), imageUrl: url.nullable().optional() }),
    output: ownUser,
    rest: "PATCH /api/users/me",
    errors: [],
  }),
  "users.search": defineOperation({
    name: "users.search",
    summary: "Find active people by name (at least two characters), best matches first.",
    input: z.strictObject({
      query: nonBlankText(limits.searchText).refine((value) => value.trim().length >= 2, "is shorter than 2 characters"),
      limit: z.int().min(1).max(20).default(20),
    }),
    output: z.object({ users: z.array(user) }),
    rest: "GET /api/users/search",
    socket: "user:search",
    budget: "names",
    errors: [],
  }),
  "users.get": defineOperation({
    name: "users.get",
    summary: "One person's public profile.",
    input: z.strictObject({ userId }),
    output: user,
    rest: "GET /api/users/:userId",
    errors: ["not_found"],
  }),
  "users.put": defineOperation({
    name: "users.put",
    summary: "Create or replace a person (the host's server, before they ever connect).",
    input: z.strictObject({ userId, name: userName, imageUrl: url.nullish(), role: userRole.optional() }),
    output: ownUser,
    rest: "PUT /api/users/:userId",
    access: "admin",
    errors: ["forbidden"],
  }),
  "users.setActive": defineOperation({
    name: "users.setActive",
    summary:
      "Deactivate or reactivate a user. Inactive users cannot connect or send; their open sockets close. People may deactivate themselves, admins anybody.",
    input: z.strictObject({ userId, active: z.boolean() }),
    output: ownUser,
    rest: "PUT /api/users/:userId/active",
    errors: ["not_found", "forbidden"],
  }),
};
