// The one central list of modules: foundations, lines, overview.
import { accounts } from "#modules/accounts";
import { figures } from "#modules/figures";
import { files } from "#modules/files";
import { mediation } from "#modules/mediation";
import { messages } from "#modules/messages";
import { offices } from "#modules/offices";
import { people } from "#modules/people";
import { reports } from "#modules/reports";
import { timeLimits } from "#modules/time-limits";
import { workbench } from "#modules/workbench";

export const modules = [people, offices, files, accounts, messages, timeLimits, mediation, figures, reports, workbench];
