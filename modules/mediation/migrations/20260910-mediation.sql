-- People's mediation: cases with their parties, sessions and visits; the registers of committees, mediators, informants and confirmation sites; disputes found by screening.
create schema mediation;
grant usage on schema mediation to zs_app;

create table mediation.case (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  number text,
  party_names text not null,
  party_count int not null,
  kind text not null,
  local_kind text,
  source text not null,
  topic text not null,
  complexity text not null,
  venue text,
  summary text not null,
  township text not null,
  village text,
  people_count int not null,
  amount bigint not null,
  committee_id uuid,
  committee_name text,
  committee_level text,
  mediator_id uuid,
  mediator_name text,
  mediator_background text,
  registered_on date not null,
  accepted_on date,
  ended_on date,
  agreement_form text,
  agreement_number text,
  terms text,
  perform_by date,
  performance text,
  closed_on date,
  end_reason text,
  advised text,
  escalated_on date,
  escalation text,
  due_on date,
  primary key (bureau_id, id)
);
create index case_registered on mediation.case (bureau_id, registered_on, id);
create index case_due on mediation.case (bureau_id, due_on, id) where due_on is not null;
create index case_accepted on mediation.case (bureau_id, accepted_on);
create index case_ended on mediation.case (bureau_id, ended_on) where ended_on is not null;
create index case_escalated on mediation.case (bureau_id, escalated_on) where escalated_on is not null;
create index case_working on mediation.case (bureau_id, state, due_on, id) where state in ('applied', 'mediating', 'agreed');
create index case_committee on mediation.case (bureau_id, committee_id, registered_on, id);
create index case_mediator on mediation.case (bureau_id, mediator_id, registered_on, id);
call zs.protect('mediation.case', 'mediation');

create table mediation.party (
  bureau_id int not null,
  id uuid not null,
  case_id uuid not null,
  seq int not null,
  role text not null,
  name text not null,
  person_id uuid,
  id_number text,
  phone text,
  address text,
  replaced_on date,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id),
  foreign key (bureau_id, case_id) references mediation.case (bureau_id, id)
);
create index party_case on mediation.party (bureau_id, case_id, seq);
create index party_person on mediation.party (bureau_id, person_id);
call zs.protect('mediation.party', 'mediation');

create table mediation.session (
  bureau_id int not null,
  id uuid not null,
  case_id uuid not null,
  seq int not null,
  held_on date not null,
  place text not null,
  note text not null,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id),
  foreign key (bureau_id, case_id) references mediation.case (bureau_id, id)
);
create index session_case on mediation.session (bureau_id, case_id, seq);
call zs.protect('mediation.session', 'mediation');

create table mediation.visit (
  bureau_id int not null,
  id uuid not null,
  case_id uuid not null,
  seq int not null,
  visited_on date not null,
  performance text not null,
  note text not null,
  offices uuid[] not null,
  owners uuid[] not null,
  primary key (bureau_id, id),
  foreign key (bureau_id, case_id) references mediation.case (bureau_id, id)
);
create index visit_case on mediation.visit (bureau_id, case_id, seq);
call zs.protect('mediation.visit', 'mediation');

create table mediation.committee (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  level text not null,
  host text not null,
  industry text,
  township text not null,
  village text,
  established_on date not null,
  term_from date,
  ended_on date,
  due_on date,
  primary key (bureau_id, id)
);
create index committee_established on mediation.committee (bureau_id, established_on, id);
create index committee_due on mediation.committee (bureau_id, due_on, id) where due_on is not null;
call zs.protect('mediation.committee', 'mediation');

create table mediation.mediator (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  committee_id uuid not null,
  committee_name text not null,
  township text not null,
  employment text not null,
  background text not null,
  phone text,
  account_id uuid,
  engaged_on date not null,
  left_on date,
  primary key (bureau_id, id),
  foreign key (bureau_id, committee_id) references mediation.committee (bureau_id, id)
);
create index mediator_engaged on mediation.mediator (bureau_id, engaged_on, id);
create index mediator_account on mediation.mediator (bureau_id, account_id) where account_id is not null;
create index mediator_committee on mediation.mediator (bureau_id, committee_id);
call zs.protect('mediation.mediator', 'mediation');

create table mediation.dispute (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  kind text not null,
  topic text not null,
  township text not null,
  village text,
  summary text not null,
  found_on date not null,
  outcome text not null default 'watching',
  settled_on date,
  primary key (bureau_id, id)
);
create index dispute_found on mediation.dispute (bureau_id, found_on, id);
create index dispute_settled on mediation.dispute (bureau_id, settled_on) where settled_on is not null;
call zs.protect('mediation.dispute', 'mediation');

create table mediation.informant (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  township text not null,
  village text not null,
  village_group text not null,
  group_key text generated always as (village || '/' || village_group) stored,
  phone text,
  since_on date not null,
  until_on date,
  primary key (bureau_id, id)
);
create index informant_since on mediation.informant (bureau_id, since_on, id);
call zs.protect('mediation.informant', 'mediation');

create table mediation.site (
  bureau_id int not null,
  id uuid not null,
  state text not null,
  version int not null,
  offices uuid[] not null,
  owners uuid[] not null,
  created_at timestamptz not null,
  name text not null,
  level text not null,
  township text,
  terminals int not null,
  equipped boolean generated always as (terminals > 0) stored,
  opened_on date not null,
  closed_on date,
  primary key (bureau_id, id)
);
create index site_opened on mediation.site (bureau_id, opened_on, id);
call zs.protect('mediation.site', 'mediation');
