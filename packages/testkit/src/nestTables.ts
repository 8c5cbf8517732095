/** A nest's tables, as Prisma makes them of its models. */
export const nestTables = `
  create type "ConversationType" as enum ('DIRECT', 'GROUP');
  create type "MessageType" as enum ('TEXT', 'FILE', 'IMAGE', 'VIDEO', 'AUDIO', 'SYSTEM');
  create table "User" (id text primary key, "fullName" text, email text, "profilePhoto" text, password text, "createdAt" timestamp(3) default now());
  create table "Conversation" (id text primary key, type "ConversationType" default 'DIRECT', name text, "createdAt" timestamp(3), "updatedAt" timestamp(3));
  create table "ConversationParticipant" (id text primary key, "conversationId" text, "userId" text, "unreadCount" integer default 0, "lastReadAt" timestamp(3),
    "joinedAt" timestamp(3), "leftAt" timestamp(3), unique ("conversationId", "userId"));
  create table "Message" (id text primary key, "conversationId" text, "senderId" text, content text, type "MessageType" default 'TEXT', attachments jsonb[] default '{}',
    "readBy" text[] default '{}', "createdAt" timestamp(3), "updatedAt" timestamp(3), "deletedAt" timestamp(3))`;
