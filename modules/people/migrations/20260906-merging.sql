-- Joining doubles: an entry without a number turns into a signpost to the one that took its place.
alter table people.person add column merged_into uuid;
alter table people.organisation add column merged_into uuid;

-- What `source` was in any matter is from now on what `target` was, also in lines the actor does not see; who saw the one sees the other.
create function people.merge(bureau int, source uuid, target uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gained uuid[];
begin
  if (bureau between zs.low() and zs.high()) is not true then
    return;
  end if;
  update people.role r set person_id = target where r.bureau_id = bureau and r.person_id = source;
  update people.role r set organisation_id = target where r.bureau_id = bureau and r.organisation_id = source;
  gained := coalesce((select p.offices from people.person p where p.bureau_id = bureau and p.id = source),
                     (select o.offices from people.organisation o where o.bureau_id = bureau and o.id = source), '{}');
  update people.identity i set offices = array(select distinct unnest(i.offices || gained)) where i.bureau_id = bureau and i.holder_id = target;
  update people.person p set offices = array(select distinct unnest(p.offices || gained)) where p.bureau_id = bureau and p.id = target;
  update people.organisation o set offices = array(select distinct unnest(o.offices || gained)) where o.bureau_id = bureau and o.id = target;
  update kernel.search_entry e set offices = array(select distinct unnest(e.offices || gained))
    where e.bureau_id = bureau and e.subject in ('people.person', 'people.organisation') and e.subject_id = target;
end $$;
revoke all on function people.merge(int, uuid, uuid) from public;
grant execute on function people.merge(int, uuid, uuid) to zs_app;
