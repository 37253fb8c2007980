-- A bureau's own settings of time limits that the law book marks 待核 or leaves open.
create schema time_limits;
grant usage on schema time_limits to zs_app;

create table time_limits.setting (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  rule text not null,
  amount int not null,
  unit text not null,
  why text not null,
  set_on date not null,
  withdrawn_on date,
  primary key (bureau_id, id)
);
create unique index setting_active on time_limits.setting (bureau_id, rule) where state = 'active';
create index setting_set on time_limits.setting (bureau_id, set_on, id);
call zs.protect('time_limits.setting', 'time-limits');
