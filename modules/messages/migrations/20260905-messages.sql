-- Messages to people: the inbox, and what waits to go out as a text message.

create schema if not exists messages;

create table messages.message (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null default 1,
  offices uuid[] not null default '{}',
  owners uuid[] not null,
  created_at timestamptz not null,
  account_id uuid not null,
  title text not null,
  body text not null,
  subject text,
  subject_id uuid,
  channel text not null check (channel in ('inbox', 'sms')),
  effect_id uuid not null,
  read_at timestamptz,
  primary key (bureau_id, id),
  unique (bureau_id, effect_id, account_id, channel)
);
-- Unread ('unread') before read ('read'), newest first; text and uuid equality are leakproof, so the policy lets the index serve.
create index message_mine on messages.message (bureau_id, account_id, channel, state desc, id desc);
create index message_waiting on messages.message (bureau_id, id) where state = 'waiting';
call zs.protect('messages.message', 'messages');
