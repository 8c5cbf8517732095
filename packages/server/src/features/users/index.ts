/**
 * People as others see them: id, name, picture. A user is created by the first
 * token of the host, by registering, or by the host's server beforehand. E-mail
 * addresses belong to accounts (auth) and are never read here.
 */
import { get } from "./get.ts";
import { me } from "./me.ts";
import { put } from "./put.ts";
import { search } from "./search.ts";
import { setActive } from "./setActive.ts";
import { updateMe } from "./updateMe.ts";

export { findPeopleAmong, nameUsers } from "./names.sql.ts";
export { requireUsers } from "./users.sql.ts";
export const users = { me, updateMe, search, get, put, setActive };
