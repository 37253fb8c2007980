-- Ground of every schema: the app role, the settings an actor brings to a transaction, and the one way to protect a table.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'zs_app') then
    create role zs_app nologin nosuperuser nobypassrls;
  end if;
end $$;

create extension if not exists btree_gin;

create schema if not exists zs;

-- Settings of the transaction (SET LOCAL zs.low = '440811' …). A setting that is missing or empty reads as null: nothing is visible.
create or replace function zs.low() returns int language sql stable parallel safe
  as $$ select nullif(current_setting('zs.low', true), '')::int $$;

create or replace function zs.high() returns int language sql stable parallel safe
  as $$ select nullif(current_setting('zs.high', true), '')::int $$;

create or replace function zs.actor() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('zs.actor', true), '')::uuid $$;

-- Lines of work the actor sees for the whole bureau: zs.wide = ',mediation,people,'.
create or replace function zs.wide(line text) returns boolean language sql stable parallel safe
  as $$ select position(',' || line || ',' in coalesce(current_setting('zs.wide', true), '')) > 0 $$;

-- Whether a bureau lies in the actor's region. Most actors have one bureau: comparing its code as text costs a quarter of reading two numbers out of
-- the settings for every row. No index serves this; queries name the bureau or the range themselves, and the policy is the net under them.
create or replace function zs.within(bureau int) returns boolean language sql stable parallel safe
  as $$ select current_setting('zs.bureau', true) = bureau::text or bureau between zs.low() and zs.high() $$;

-- The offices whose rows the actor sees in a line of work: zs.offices_legal_aid = '{…}'. A post in one line opens nothing of another.
create or replace function zs.offices(line text) returns uuid[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('zs.offices_' || replace(line, '-', '_'), true), ''), '{}')::uuid[] $$;

-- Whether the actor sees a row of this line by line of work, by office or as own case. The region is judged beside it.
create or replace function zs.sees(line text, offices uuid[], owners uuid[]) returns boolean language sql stable parallel safe
  as $$ select zs.wide(line) or offices && zs.offices(line) or owners @> array[zs.actor()] $$;

-- call zs.protect('mediation.case', 'mediation'): row-level security by region, line, office and own case, and the app role's rights.
-- A null line means that the row's own column `line` names it. The third argument 'append' leaves out update. Nobody but the
-- owner may delete. Columns needed: bureau_id, offices, owners (and line).
create or replace procedure zs.protect(target regclass, line text, rights text default 'change') language plpgsql as $$
declare
  absent text;
  which text := coalesce(quote_literal(line), 'line');
begin
  select string_agg(need, ', ') into absent from unnest(array['bureau_id', 'offices', 'owners', 'line']) as need
    where (need <> 'line' or line is null) and not exists (select 1 from pg_attribute where attrelid = target and attname = need and not attisdropped);
  if absent is not null then
    raise exception 'zs.protect: table % lacks column(s) %', target, absent;
  end if;
  if rights not in ('change', 'append') then
    raise exception 'zs.protect: rights must be change or append, not %', rights;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('drop policy if exists visible on %s', target);
  execute format(
    'create policy visible on %s for all to zs_app using (zs.within(bureau_id)'
    ' and (zs.wide(%s) or offices && zs.offices(%s) or owners @> array[zs.actor()]))'
    ' with check (bureau_id between zs.low() and zs.high())', target, which, which);
  execute format('grant usage on schema %s to zs_app', (select relnamespace::regnamespace from pg_class where oid = target));
  execute format('grant select, insert on %s to zs_app', target);
  if rights = 'change' then
    execute format('grant update on %s to zs_app', target);
  end if;
end $$;

-- call zs.reference('law.rule'): a small table everyone may read and nobody but the owner may write.
create or replace procedure zs.reference(target regclass) language plpgsql as $$
begin
  execute format('grant usage on schema %s to zs_app', (select relnamespace::regnamespace from pg_class where oid = target));
  execute format('grant select on %s to zs_app', target);
  execute format('comment on table %s is %L', target, 'reference: everyone may read');
end $$;

grant usage on schema zs to zs_app;
grant usage on schema kernel to zs_app;
grant execute on all functions in schema zs to zs_app;
grant select on kernel.migration to zs_app;
