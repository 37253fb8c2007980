// People's mediation: the table of contents.
import { defineModule, record, type Reveal } from "#kernel/module";
import { accept, reassign } from "./actions/accept.ts";
import { agree, correct, hold, visit } from "./actions/mediate.ts";
import { amendParties } from "./actions/parties.ts";
import { apply, register } from "./actions/register.ts";
import { engage, establish, place } from "./actions/registers.ts";
import { agreement, oralAgreement } from "./documents/agreement.ts";
import { acceptanceRegister } from "./documents/register.ts";
import { indicators } from "./indicators.ts";
import { committee, dispute, informant, mediationCase, mediator, site } from "./lifecycle.ts";
import { sees } from "./permissions.ts";
import { ownEntry, withNumbers } from "./queries.ts";
import { passages } from "./report.ts";

const reveal: Reveal = async (parts, ctx) => ({ ...parts, parties: await withNumbers(parts.parties ?? [], ctx) });

export const mediation = defineModule({
  name: "mediation",
  label: "人民调解",
  needs: ["offices", "people"],
  sees,
  records: [
    record(
      mediationCase,
      { apply, register, "amend-parties": amendParties, accept, reassign, correct, hold, agree, visit },
      { agreement, "oral-agreement": oralAgreement, register: acceptanceRegister },
      { reveal, presets: { accept: ownEntry } },
    ),
    record(dispute, { report: place }),
    record(committee, { establish, change: place }),
    record(mediator, { engage, change: engage }),
    record(informant, { appoint: place }),
    record(site, { open: place, change: place }),
  ],
  indicators,
  passages,
});
