-- What every record leans on: clocks, gapless numbers, search entries, effects that follow a commit.
create table kernel.deadline (
  bureau_id int not null,
  id uuid not null,
  line text not null,
  subject text not null,
  subject_id uuid not null,
  clock text not null,
  label text not null,
  rule text not null,
  from_on date not null,
  due_on date not null,
  arithmetic text not null,
  basis text not null,
  status text not null,
  provisional boolean not null default false,
  kind text not null,
  pauses jsonb not null default '[]',
  paused boolean not null default false,
  extended jsonb,
  override jsonb,
  lapsed_at timestamptz,
  met_on date,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id)
);
create index deadline_subject on kernel.deadline (bureau_id, subject_id);
create index deadline_open on kernel.deadline (bureau_id, due_on, id) where met_on is null;
create index deadline_lapsing on kernel.deadline (due_on, bureau_id, id) where met_on is null and lapsed_at is null and not paused;
call zs.protect('kernel.deadline', null);

create table kernel.number (
  bureau_id int not null,
  series text not null,
  last int not null,
  primary key (bureau_id, series)
);
alter table kernel.number enable row level security;
create policy visible on kernel.number to zs_app using (bureau_id between zs.low() and zs.high());
grant select, insert, update on kernel.number to zs_app;

create table kernel.search_entry (
  bureau_id int not null,
  subject text not null,
  subject_id uuid not null,
  line text not null,
  title text not null,
  words text not null,
  grams text[] not null,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, subject, subject_id)
);
create index search_entry_grams on kernel.search_entry using gin (bureau_id, grams);
call zs.protect('kernel.search_entry', null);

-- The policies' own condition, written out, because array containment is not leakproof and so no policy lets an index serve it.
create function zs.search(bureau int, pieces text[], query text, most int)
returns table (subject text, subject_id uuid, title text)
language plpgsql stable security definer set search_path = pg_catalog, zs as $$
begin
  -- Judged once, outside the query: beside it the planner would take the range for the better index.
  if not coalesce(zs.within(bureau), false) then
    return;
  end if;
  return query
    select e.subject, e.subject_id, e.title
    from kernel.search_entry e
    where e.bureau_id = bureau and e.grams @> pieces and zs.sees(e.line, e.offices, e.owners) and position(query in e.words) > 0
    order by e.subject_id desc
    limit most;
end $$;
revoke all on function zs.search(int, text[], text, int) from public;
grant execute on function zs.search(int, text[], text, int) to zs_app;

create table kernel.effect (
  bureau_id int not null,
  id uuid not null,
  kind text not null,
  payload jsonb not null,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  failed text,
  primary key (bureau_id, id)
);
create index effect_next on kernel.effect (next_at, bureau_id, id);
alter table kernel.effect enable row level security;
create policy queueing on kernel.effect for insert to zs_app with check (bureau_id between zs.low() and zs.high());
grant insert on kernel.effect to zs_app;

-- Figures entered with their source: years before the system, units that keep no records here.
create table kernel.reported_figure (
  bureau_id int not null,
  id uuid not null,
  indicator text not null,
  dims jsonb not null default '{}',
  from_on date not null,
  to_on date not null,
  value numeric not null,
  source text not null,
  entered_by uuid not null,
  entered_at timestamptz not null default now(),
  primary key (bureau_id, id)
);
create index reported_figure_period on kernel.reported_figure (bureau_id, to_on, indicator);
alter table kernel.reported_figure enable row level security;
create policy visible on kernel.reported_figure to zs_app using (zs.within(bureau_id) and zs.wide('figures'));
grant select, insert on kernel.reported_figure to zs_app;

-- What belongs to the installation as a whole, such as the proof that the key on disk is the one this database was filled with.
create table kernel.installation (
  name text primary key,
  value text not null
);
alter table kernel.installation enable row level security;
