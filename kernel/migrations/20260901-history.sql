-- The append-only history of every bureau and the Merkle tree that seals it. Nobody but the sealer (the owner's role) writes the seals.
create table kernel.history (
  bureau_id int not null,
  id uuid not null,
  at timestamptz not null check (at between '1900-01-01T00:00:00Z' and '9999-12-31T00:00:00Z'),
  on_day date not null check (on_day between '1900-01-01' and '9999-12-31'),
  actor_id uuid,
  actor_name text not null,
  actor_role text not null,
  subject text not null,
  line text not null default '',
  subject_id uuid,
  action text not null,
  version int,
  summary text not null,
  detail jsonb not null default '{}',
  offices uuid[] not null default '{}',
  owners uuid[] not null default '{}',
  primary key (bureau_id, id)
);
create index history_subject on kernel.history (bureau_id, subject_id, at);

-- Entries that wait to be sealed: written with the entry, in the same statement, taken away by the sealer.
create table kernel.history_unsealed (
  bureau_id int not null,
  at timestamptz not null,
  entry_id uuid not null,
  primary key (bureau_id, at, entry_id)
);

create table kernel.history_leaf (
  bureau_id int not null,
  seq bigint not null check (seq >= 0),
  entry_id uuid not null,
  hash bytea not null,
  chain bytea not null,
  primary key (bureau_id, seq),
  unique (bureau_id, entry_id)
);

-- Complete subtrees of 256 leaves (level 8) and more; what is smaller is computed from at most 256 leaves.
create table kernel.history_node (
  bureau_id int not null,
  level int not null check (level >= 8),
  idx bigint not null check (idx >= 0),
  hash bytea not null,
  primary key (bureau_id, level, idx)
);

create table kernel.history_root (
  bureau_id int not null,
  day date not null,
  size bigint not null,
  root bytea not null,
  chain bytea not null,
  primary key (bureau_id, day)
);

call zs.protect('kernel.history', null, 'append');
alter table kernel.history_unsealed enable row level security;
create policy recording on kernel.history_unsealed for insert to zs_app with check (bureau_id between zs.low() and zs.high());
grant insert on kernel.history_unsealed to zs_app;
alter table kernel.history_leaf enable row level security;
create policy visible on kernel.history_leaf for select to zs_app using (bureau_id between zs.low() and zs.high());
alter table kernel.history_node enable row level security;
create policy visible on kernel.history_node for select to zs_app using (bureau_id between zs.low() and zs.high());
alter table kernel.history_root enable row level security;
create policy visible on kernel.history_root for select to zs_app using (bureau_id between zs.low() and zs.high());
grant select on kernel.history_leaf, kernel.history_node, kernel.history_root to zs_app;
