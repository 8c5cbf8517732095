export const schema = `
create table users (id text primary key, name text not null);
create table conversations (
  id serial primary key,
  title text,
  created_at timestamptz not null default now(),
  last_message_at timestamptz not null default now()
);
create table participants (
  conversation_id integer not null references conversations,
  user_id text not null references users,
  last_read_at timestamptz not null default now(),
  primary key (conversation_id, user_id)
);
create index on participants (user_id);
create table messages (
  id serial primary key,
  conversation_id integer not null references conversations,
  sender_id text not null references users,
  content text not null,
  created_at timestamptz not null default now()
);
create index on messages (conversation_id, created_at);
`;

export const insertMessage = "insert into messages (conversation_id, sender_id, content) values ($1, $2, $3) returning id, created_at";

export const touchConversation = "update conversations set last_message_at = now() where id = $1";

export const listMessages = `
  select m.id, m.conversation_id, m.content, m.created_at, u.id as sender_id, u.name as sender_name
  from messages m join users u on u.id = m.sender_id
  where m.conversation_id = $1
  order by m.created_at desc
  limit $2`;

const unread = `
  select count(*)::int from messages m
  where m.conversation_id = p.conversation_id and m.sender_id <> $1 and m.created_at > p.last_read_at`;

export const listConversations = `
  select c.id, c.title, c.last_message_at,
    (select json_agg(json_build_object('id', u.id, 'name', u.name))
      from participants o join users u on u.id = o.user_id where o.conversation_id = c.id) as participants,
    (select json_build_object('id', m.id, 'content', m.content, 'sender_id', m.sender_id, 'created_at', m.created_at)
      from messages m where m.conversation_id = c.id order by m.created_at desc limit 1) as last_message,
    (${unread}) as unread_count
  from participants p join conversations c on c.id = p.conversation_id
  where p.user_id = $1
  order by c.last_message_at desc
  limit $2`;

export const countUnread = `select coalesce(sum((${unread})), 0)::int as messages from participants p where p.user_id = $1`;

export const searchMessages = `
  select m.id, m.conversation_id, m.content, m.created_at, u.id as sender_id, u.name as sender_name
  from messages m join users u on u.id = m.sender_id
  where m.conversation_id in (select conversation_id from participants where user_id = $1) and m.content ilike $2
    and ($4::int is null or m.conversation_id = $4)
  order by m.created_at desc
  limit $3`;
