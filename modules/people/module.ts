// The register of persons and organisations that all lines of work lean on.
import { defineModule, record } from "#kernel/module";
import { correctOrganisation, registerOrganisation } from "./actions/organisation.ts";
import { mergeOrganisation, mergePerson } from "./actions/merge.ts";
import { correctPerson, registerPerson } from "./actions/person.ts";
import { organisationType, personType } from "./lifecycle.ts";
import { sees } from "./permissions.ts";
import { peopleRoutes } from "./routes.ts";

export const people = defineModule({
  name: "people",
  label: "人员和单位",
  needs: [],
  sees,
  records: [
    record(personType, { register: registerPerson, correct: correctPerson, merge: mergePerson }),
    record(organisationType, { register: registerOrganisation, correct: correctOrganisation, merge: mergeOrganisation }),
  ],
  indicators: [],
  routes: peopleRoutes,
});
