-- Administrative divisions, bureaus, their offices, and the posts people hold in them.

create schema if not exists offices;

create table offices.division (
  code text primary key,
  name text not null,
  level int not null check (level between 1 and 5),
  parent text,
  former_names text[] not null default '{}',
  note text,
  valid_from date,
  valid_to date
);
create index division_parent on offices.division (parent, code);
call zs.reference('offices.division');

-- One row a bureau; stands_on is the day on which a demonstration bureau's clock stands.
create table offices.bureau (
  bureau_id int primary key,
  name text not null,
  short_name text not null,
  division text not null,
  stands_on date,
  heading text not null default '',
  created_at timestamptz not null default now()
);
alter table offices.bureau enable row level security;
create policy visible on offices.bureau for select to zs_app using (bureau_id between zs.low() and zs.high());
grant select on offices.bureau to zs_app;

create table offices.office (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  kind text not null,
  division text,
  sort int not null default 100,
  closed_on date,
  primary key (bureau_id, id)
);
create index office_sort on offices.office (bureau_id, sort, id);
create index office_division on offices.office (bureau_id, division);
call zs.protect('offices.office', 'offices');

create table offices.post (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  account_id uuid not null,
  account_name text not null,
  role text not null,
  office_id uuid not null,
  office_name text not null,
  from_on date not null,
  until_on date,
  primary key (bureau_id, id)
);
create index post_from on offices.post (bureau_id, from_on desc, id desc);
create index post_account on offices.post (bureau_id, account_id);
create index post_office on offices.post (bureau_id, office_id);
call zs.protect('offices.post', 'posts');

-- The door for sign-in (owner's role only): the bureau as an actor needs it. `reach` is the range of codes an account of it sees:
-- a county sees itself, a city its counties, a province all of its own.
create function offices.bureau_of(bureau int) returns table (name text, low int, high int, stands_on date)
language sql stable security definer set search_path = pg_catalog, offices as $$
  select b.name, b.bureau_id,
    case when b.bureau_id % 10000 = 0 then b.bureau_id + 9999 when b.bureau_id % 100 = 0 then b.bureau_id + 99 else b.bureau_id end,
    b.stands_on
  from offices.bureau b where b.bureau_id = bureau
$$;
revoke all on function offices.bureau_of(int) from public;

-- The door for sign-in (owner's role only): the posts an account holds on the bureau's day, which is `day` unless its clock stands still.
create function offices.posts_of(bureau int, account uuid, day date) returns table (role text, office uuid, office_name text)
language sql stable security definer set search_path = pg_catalog, offices as $$
  select p.role, p.office_id, p.office_name
  from offices.post p join offices.bureau b on b.bureau_id = p.bureau_id
  where p.bureau_id = bureau and p.account_id = account and p.state = 'held'
    and p.from_on <= coalesce(b.stands_on, day) and (p.until_on is null or p.until_on >= coalesce(b.stands_on, day))
  order by p.from_on, p.id
$$;
revoke all on function offices.posts_of(int, uuid, date) from public;
