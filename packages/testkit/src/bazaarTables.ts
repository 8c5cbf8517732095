/** The tables of a bazaar, written anew from what its document says of them: five for messaging, people and advertisements. */
export const bazaarTables = `
  create table users (id serial primary key, full_name text, email text, avatar text, role text default 'user', is_active boolean default true,
    password_hash text, created_at timestamptz default now());
  create table ads (id serial primary key, title text, slug text);
  create table conversations (id serial primary key, type text default 'direct', title text, ad_id integer, created_at timestamptz default now(),
    updated_at timestamptz default now(), last_message_at timestamptz);
  create table conversation_participants (id serial primary key, conversation_id integer, user_id integer, joined_at timestamptz default now(),
    last_read_at timestamptz, is_muted boolean default false, is_archived boolean default false);
  create table messages (id serial primary key, conversation_id integer, sender_id integer, content text, type text default 'text', attachment_url text,
    is_edited boolean default false, edited_at timestamptz, is_deleted boolean default false, deleted_at timestamptz, created_at timestamptz default now());
  create table message_read_receipts (id serial primary key, message_id integer, user_id integer, read_at timestamptz default now());
  create table typing_indicators (id serial primary key, conversation_id integer, user_id integer, started_at timestamptz default now());`;
