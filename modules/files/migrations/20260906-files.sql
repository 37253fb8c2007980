-- Files that belong to records. The bytes lie in the data directory under their hash; a row is seen by whoever sees its record.

create schema if not exists files;

create table files.file (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  line text not null,
  subject text not null,
  subject_id uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  uploaded_by uuid not null,
  uploader_name text not null,
  primary key (bureau_id, id)
);
create index file_subject on files.file (bureau_id, subject_id, id);
call zs.protect('files.file', null);

-- Which record a file belongs to: all that is said to somebody who may not see the record.
create function files.subject_of(range_low int, range_high int, file uuid) returns table (bureau int, subject text, subject_id uuid)
language sql stable security definer set search_path = pg_catalog, files as $$
  select f.bureau_id, f.subject, f.subject_id from files.file f
  where f.bureau_id between range_low and range_high and f.bureau_id between zs.low() and zs.high() and f.id = file
$$;

-- The files of a record go where the record has gone: offices and owners are those the record now has, read by the caller through its own policy.
create function files.follow(of_bureau int, of_subject uuid, now_offices uuid[], now_owners uuid[]) returns void
language sql volatile security definer set search_path = pg_catalog, files as $$
  update files.file f set offices = now_offices, owners = now_owners
  where f.bureau_id = of_bureau and of_bureau between zs.low() and zs.high() and f.subject_id = of_subject
    and (f.offices is distinct from now_offices or f.owners is distinct from now_owners)
$$;
revoke all on function files.subject_of(int, int, uuid), files.follow(int, uuid, uuid[], uuid[]) from public;
grant execute on function files.subject_of(int, int, uuid), files.follow(int, uuid, uuid[], uuid[]) to zs_app;
