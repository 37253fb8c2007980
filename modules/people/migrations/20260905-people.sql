-- The register of persons and organisations: who they are, the sealed numbers they are known by, and what they were in which matter since when.
create schema people;

create table people.person (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  name_words text[] not null,
  id_kind text,
  id_masked text,
  id_tail text,
  id_note text,
  sex text,
  birth_on date,
  ethnicity text,
  phone text,
  address text,
  primary key (bureau_id, id)
);
create index person_created on people.person (bureau_id, created_at, id);
call zs.protect('people.person', 'people');

create table people.organisation (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  name_words text[] not null,
  uscc text,
  legal_representative text,
  phone text,
  address text,
  primary key (bureau_id, id)
);
create index organisation_created on people.organisation (bureau_id, created_at, id);
call zs.protect('people.organisation', 'people');

-- The number a person or organisation is known by. Kept beside the record, not in it, so that whatever reads or records a whole row
-- (lists, exports, history) never carries it. The key is the blind index: one number, one holder in a bureau.
create table people.identity (
  bureau_id int not null,
  id_digest bytea not null check (length(id_digest) = 32),
  holder text not null check (holder in ('person', 'organisation')),
  holder_id uuid not null,
  kind text not null,
  id_sealed bytea not null,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id_digest)
);
create index identity_holder on people.identity (bureau_id, holder_id);
call zs.protect('people.identity', 'people');

-- Seen by whoever sees the line of work it comes from: that someone is under correction is not known through the register.
create table people.role (
  bureau_id int not null,
  id uuid not null,
  person_id uuid,
  organisation_id uuid,
  subject text not null,
  line text not null generated always as (split_part(subject, '.', 1)) stored,
  subject_id uuid not null,
  role text not null,
  from_on date not null,
  until_on date check (until_on >= from_on),
  seq int not null generated always as (from_on - date '1900-01-01') stored,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id),
  check (num_nonnulls(person_id, organisation_id) = 1),
  foreign key (bureau_id, person_id) references people.person (bureau_id, id),
  foreign key (bureau_id, organisation_id) references people.organisation (bureau_id, id)
);
create index role_person on people.role (bureau_id, person_id, seq);
create index role_organisation on people.role (bureau_id, organisation_id, seq);
create index role_subject on people.role (bureau_id, subject_id);
call zs.protect('people.role', null);

-- Who holds these numbers in this bureau, also where row-level security hides the holder: whoever brings a full number learns the holder's id,
-- nothing else. The holder becomes visible to the offices `gained` (none: a mere question). Locks in the order of the digests.
create function people.claim(bureau int, wanted bytea[], gained uuid[])
returns table (id_digest bytea, holder_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  held record;
begin
  if (bureau between zs.low() and zs.high()) is not true then
    return;
  end if;
  for held in
    select i.id_digest as digest, i.holder_id as id from people.identity i
    where i.bureau_id = bureau and i.id_digest = any (wanted) and not i.offices @> gained
    order by i.id_digest for update
  loop
    update people.identity i set offices = array(select distinct unnest(i.offices || gained)) where i.bureau_id = bureau and i.id_digest = held.digest;
    update people.person p set offices = array(select distinct unnest(p.offices || gained)) where p.bureau_id = bureau and p.id = held.id;
    update people.organisation o set offices = array(select distinct unnest(o.offices || gained)) where o.bureau_id = bureau and o.id = held.id;
    update kernel.search_entry e set offices = array(select distinct unnest(e.offices || gained))
      where e.bureau_id = bureau and e.subject in ('people.person', 'people.organisation') and e.subject_id = held.id;
  end loop;
  return query select i.id_digest, i.holder_id from people.identity i where i.bureau_id = bureau and i.id_digest = any (wanted);
end $$;
revoke all on function people.claim(int, bytea[], uuid[]) from public;
grant execute on function people.claim(int, bytea[], uuid[]) to zs_app;
