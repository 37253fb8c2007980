// The citizen's pages of mediation and their addresses below /m/.
import type { ReactNode } from "react";
import { screens } from "./application.ts";
import { ApplyPage } from "./ApplyPage.tsx";
import { CasePage } from "./CasePage.tsx";
import { CitizenHome, NoPage } from "./CitizenHome.tsx";
import { ReceivedPage } from "./ReceivedPage.tsx";
import { WithdrawPage } from "./WithdrawPage.tsx";

/** The page at an address such as "/mediation/cases/<id>". */
export function citizenPage(path: string): ReactNode {
  const [area, what, first, second] = path.split("/").filter((piece) => piece !== "");
  if (area === undefined) return <CitizenHome key="home" />;
  if (area !== "mediation") return <NoPage />;
  const screen = screens.find((name) => name === (first ?? "kind"));
  if (what === "apply" && screen !== undefined) return <ApplyPage key="apply" screen={screen} />;
  if (first === undefined) return <NoPage />;
  if (what === "received") return <ReceivedPage key={path} id={first} earlier={second === "earlier" ? "yes" : "no"} />;
  if (what === "cases" && second === "withdraw") return <WithdrawPage key={path} id={first} />;
  return what === "cases" ? <CasePage key={path} id={first} /> : <NoPage />;
}
