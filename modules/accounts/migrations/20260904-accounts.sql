-- Accounts, tokens of other systems, and what proves them: secrets and sessions, which the app role cannot read.

create schema if not exists accounts;

create table accounts.account (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  login text not null,
  name text not null,
  kind text not null,
  phone text,
  must_change boolean not null default true,
  locked_until timestamptz,
  opened_on date not null,
  closed_on date,
  primary key (bureau_id, id)
);
create index account_opened on accounts.account (bureau_id, opened_on desc, id desc);
call zs.protect('accounts.account', 'accounts');

create table accounts.token (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  scopes text[] not null,
  role text not null,
  office_id uuid,
  office_name text,
  made_on date not null,
  expires_on date not null,
  primary key (bureau_id, id)
);
create index token_made on accounts.token (bureau_id, made_on desc, id desc);
call zs.protect('accounts.token', 'accounts');

-- Which bureau and account a login belongs to. Logins are unique in the installation, so this one table (a reference table under
-- Citus) is not keyed by bureau. Nobody but the owner reads it.
create table accounts.login (
  login text primary key,
  bureau_id int not null,
  account_id uuid not null
);

-- Failed attempts by hash of what was typed as login, whether such an account exists or not: an unknown login locks like a known one.
create table accounts.attempt (
  login_hash bytea primary key,
  failures int not null,
  locked_until timestamptz,
  at timestamptz not null default now()
);

create table accounts.secret (
  bureau_id int not null,
  account_id uuid not null,
  hash text not null,
  changed_at timestamptz not null default now(),
  primary key (bureau_id, account_id)
);

create table accounts.token_secret (
  bureau_id int not null,
  hash bytea not null,
  token_id uuid not null,
  primary key (bureau_id, hash)
);

create table accounts.session (
  bureau_id int not null,
  hash bytea not null,
  account_id uuid not null,
  opened_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  primary key (bureau_id, hash)
);
create index session_account on accounts.session (bureau_id, account_id);

alter table accounts.login enable row level security;
alter table accounts.attempt enable row level security;
alter table accounts.secret enable row level security;
alter table accounts.token_secret enable row level security;
alter table accounts.session enable row level security;

-- For sign-in (owner's role). Counts the attempt before the password is judged, so that many at once cannot slip through; when the
-- count is reached the login is locked. Answers at most one row; without an account, everything but `locked` is null.
create function accounts.begin_sign_in(typed text, most int, minutes int)
returns table (locked boolean, bureau int, account uuid, hash text, account_name text, account_state text)
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
declare
  key bytea := sha256(convert_to(typed, 'UTF8'));
  until timestamptz;
begin
  delete from accounts.attempt a where a.login_hash in (select b.login_hash from accounts.attempt b where b.at < now() - interval '1 day' limit 20);
  insert into accounts.attempt as a (login_hash, failures) values (key, 0)
    on conflict (login_hash) do update set
      failures = case when a.locked_until <= now() then 0 else a.failures end,
      locked_until = case when a.locked_until <= now() then null else a.locked_until end
    returning a.locked_until into until;
  locked := until is not null;
  if not locked then
    update accounts.attempt a set failures = a.failures + 1, at = now(),
      locked_until = case when a.failures + 1 >= most then now() + make_interval(mins => minutes) end
      where a.login_hash = key returning a.locked_until into until;
  end if;
  select l.bureau_id, l.account_id, s.hash, c.name, c.state into bureau, account, hash, account_name, account_state
    from accounts.login l
    join accounts.account c on c.bureau_id = l.bureau_id and c.id = l.account_id
    left join accounts.secret s on s.bureau_id = l.bureau_id and s.account_id = l.account_id
    where l.login = typed;
  if until is not null and account is not null then
    update accounts.account c set locked_until = until where c.bureau_id = bureau and c.id = account and c.locked_until is distinct from until;
  end if;
  return next;
end $$;

-- For sign-in (owner's role): whoever this is has proved it; failed attempts are forgotten.
create function accounts.forgive(of_bureau int, of_account uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  delete from accounts.attempt a using accounts.account c
    where c.bureau_id = of_bureau and c.id = of_account and a.login_hash = sha256(convert_to(c.login, 'UTF8'));
  update accounts.account c set locked_until = null where c.bureau_id = of_bureau and c.id = of_account and c.locked_until is not null;
end $$;

-- For sign-in (owner's role): opens a session; its secret is known to the database as a hash only.
create function accounts.open_session(of_bureau int, of_account uuid, token_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  delete from accounts.session s where s.bureau_id = of_bureau and s.account_id = of_account and s.opened_at < now() - interval '1 day';
  insert into accounts.session (bureau_id, hash, account_id) values (of_bureau, token_hash, of_account);
  perform accounts.forgive(of_bureau, of_account);
end $$;

create function accounts.close_session(of_bureau int, token_hash bytea) returns void
language sql volatile security definer set search_path = pg_catalog, accounts as $$
  delete from accounts.session s where s.bureau_id = of_bureau and s.hash = token_hash
$$;

-- For every request (owner's role): who holds this session, with all that his rights follow from; null when the session is unknown,
-- has rested longer than `idle` hours, is older than `absolute` hours, or the account is not active.
create function accounts.actor_of(of_bureau int, token_hash bytea, today date, idle int, absolute int) returns json
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
declare
  found_id uuid;
  seen timestamptz;
  answer json;
begin
  select s.account_id, s.seen_at into found_id, seen from accounts.session s
    where s.bureau_id = of_bureau and s.hash = token_hash
      and s.seen_at > now() - make_interval(hours => idle) and s.opened_at > now() - make_interval(hours => absolute);
  if found_id is null then
    return null;
  end if;
  if seen < now() - interval '1 minute' then
    update accounts.session s set seen_at = now() where s.bureau_id = of_bureau and s.hash = token_hash;
  end if;
  select json_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'bureau', a.bureau_id, 'bureauName', b.name, 'low', b.low, 'high', b.high,
      'standsOn', b.stands_on, 'mustChange', a.must_change, 'login', a.login,
      'posts', coalesce((select json_agg(json_build_object('role', p.role, 'office', p.office, 'officeName', p.office_name))
        from offices.posts_of(a.bureau_id, a.id, today) p), '[]'::json)) into answer
    from accounts.account a cross join lateral offices.bureau_of(a.bureau_id) b
    where a.bureau_id = of_bureau and a.id = found_id and a.state = 'active';
  return answer;
end $$;

-- For every request with a bearer token (owner's role).
create function accounts.token_actor(of_bureau int, token_hash bytea, today date) returns json
language sql stable security definer set search_path = pg_catalog, accounts as $$
  select json_build_object('id', t.id, 'name', t.name, 'kind', 'token', 'bureau', t.bureau_id, 'bureauName', b.name, 'low', b.low, 'high', b.high,
      'standsOn', b.stands_on, 'mustChange', false, 'login', t.name, 'scopes', t.scopes,
      'posts', json_build_array(json_build_object('role', t.role, 'office', coalesce(t.office_id, '00000000-0000-0000-0000-000000000000'), 'officeName', coalesce(t.office_name, b.name))))
  from accounts.token_secret s
  join accounts.token t on t.bureau_id = s.bureau_id and t.id = s.token_id and t.state = 'active'
  cross join lateral offices.bureau_of(t.bureau_id) b
  where s.bureau_id = of_bureau and s.hash = token_hash and t.expires_on >= coalesce(b.stands_on, today)
$$;

-- Without settings everything here is null: conditions are written so that null refuses.
-- Whether the actor of this transaction holds one of these roles in the bureau, judged from the posts themselves.
create function accounts.actor_is(of_bureau int, wanted text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, accounts as $$
  select coalesce(of_bureau between zs.low() and zs.high(), false) and exists (
    select 1 from offices.posts_of(of_bureau, zs.actor(), (now() at time zone 'Asia/Shanghai')::date) p where p.role = any(wanted))
$$;

-- For steps (app role): takes a login for a new account; false when it is taken.
create function accounts.claim_login(of_bureau int, of_account uuid, wanted text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  if accounts.actor_is(of_bureau, '{system-admin}') is not true then
    raise exception 'claim_login: not a system administrator' using errcode = '42501';
  end if;
  insert into accounts.login (login, bureau_id, account_id) values (wanted, of_bureau, of_account) on conflict (login) do nothing;
  return found;
end $$;

-- For steps (app role): a new password, set by its owner or by a system administrator; ends the account's other sessions.
create function accounts.set_password(of_bureau int, of_account uuid, new_hash text, keep_session bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  if ((of_bureau between zs.low() and zs.high() and of_account = zs.actor()) or accounts.actor_is(of_bureau, '{system-admin}')) is not true then
    raise exception 'set_password: neither owner nor system administrator' using errcode = '42501';
  end if;
  insert into accounts.secret (bureau_id, account_id, hash) values (of_bureau, of_account, new_hash)
    on conflict (bureau_id, account_id) do update set hash = excluded.hash, changed_at = now();
  delete from accounts.session s where s.bureau_id = of_bureau and s.account_id = of_account and s.hash is distinct from keep_session;
end $$;

-- For steps (app role): ends every session of an account and, with `forgive`, forgets its failed attempts.
create function accounts.release(of_bureau int, of_account uuid, forgive boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  if accounts.actor_is(of_bureau, '{system-admin,security-admin}') is not true then
    raise exception 'release: not an administrator' using errcode = '42501';
  end if;
  delete from accounts.session s where s.bureau_id = of_bureau and s.account_id = of_account;
  if forgive then
    delete from accounts.attempt a using accounts.account c
      where c.bureau_id = of_bureau and c.id = of_account and a.login_hash = sha256(convert_to(c.login, 'UTF8'));
  end if;
end $$;

-- For steps (app role): the secret of a new token, kept as a hash.
create function accounts.keep_token(of_bureau int, of_token uuid, token_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, accounts as $$
begin
  if accounts.actor_is(of_bureau, '{system-admin}') is not true then
    raise exception 'keep_token: not a system administrator' using errcode = '42501';
  end if;
  insert into accounts.token_secret (bureau_id, hash, token_id) values (of_bureau, token_hash, of_token);
end $$;

-- The door for posts (app role): name, kind and state of an account, to administrators.
create function accounts.card(of_bureau int, of_account uuid) returns table (name text, kind text, state text)
language sql stable security definer set search_path = pg_catalog, accounts as $$
  select a.name, a.kind, a.state from accounts.account a
  where a.bureau_id = of_bureau and a.id = of_account and accounts.actor_is(of_bureau, '{system-admin,security-admin}')
$$;

revoke all on all functions in schema accounts from public;
grant execute on function accounts.claim_login(int, uuid, text), accounts.set_password(int, uuid, text, bytea), accounts.release(int, uuid, boolean),
  accounts.keep_token(int, uuid, bytea), accounts.card(int, uuid) to zs_app;

-- Audit administrators read the history of every line of their bureau (the line of work "history").
create policy audit on kernel.history for select to zs_app using (bureau_id between zs.low() and zs.high() and zs.wide('history'));
create index history_audit on kernel.history (bureau_id, at, id);
