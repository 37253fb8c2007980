// Who may do what: roles, offices and own records; and that the settings sent to the database say the same.
import { describe, expect, test } from "vitest";
import { newId } from "./clock.ts";
import type { RecordRow } from "./lifecycle.ts";
import { type Actor, may, settingsOf } from "./permissions.ts";

const [east, west] = [newId(), newId()];
const table = { work: { chief: "own office", clerk: "own record", director: "bureau" } } as const;
const actor = (role: string, office: string, more: Partial<Actor> = {}): Actor => ({
  id: newId(),
  name: "某",
  kind: "staff",
  bureau: 1,
  bureauName: "某局",
  low: 1,
  high: 1,
  posts: [{ role, office }],
  ...more,
});
const row = (more: Partial<RecordRow> = {}): RecordRow => ({
  bureau_id: 1,
  id: newId(),
  state: "open",
  version: 1,
  offices: [east],
  owners: [],
  ...more,
});

describe("may", () => {
  test("a chief works on what his office may see, in whichever place it stands among the offices", () => {
    expect(may(actor("chief", east), table, "work", row())).toBe(true);
    expect(may(actor("chief", east), table, "work", row({ offices: [west, east] }))).toBe(true);
    expect(may(actor("chief", west), table, "work", row())).toBe(false);
    expect(may(actor("chief", east), table, "work", row({ offices: [] }))).toBe(false);
  });

  test("a clerk works on his own records only, wherever they are", () => {
    const clerk = actor("clerk", east);
    expect(may(clerk, table, "work", row())).toBe(false);
    expect(may(clerk, table, "work", row({ offices: [west], owners: [newId(), clerk.id] }))).toBe(true);
  });

  test("a bureau-wide role stops at its bureau, and so does everyone, even an owner", () => {
    const director = actor("director", west);
    expect(may(director, table, "work", row())).toBe(true);
    expect(may(director, table, "work", row({ bureau_id: 2 }))).toBe(false);
    const clerk = actor("clerk", east);
    expect(may(clerk, table, "work", row({ bureau_id: 2, owners: [clerk.id] }))).toBe(false);
  });

  test("a post in one office lends nothing to another: roles count in the office they are held in", () => {
    const both = actor("chief", west, {
      posts: [
        { role: "chief", office: west },
        { role: "visitor", office: east },
      ],
    });
    expect(may(both, table, "work", row({ offices: [east] }))).toBe(false);
    expect(may(both, table, "work", row({ offices: [west] }))).toBe(true);
  });

  test("nobody has a permission that is not declared, nor a role that is not in it", () => {
    expect(may(actor("director", east), table, "fly", row())).toBe(false);
    expect(may(actor("visitor", east), table, "work", row({ offices: [east] }))).toBe(false);
    expect(may(actor("director", east, { posts: [] }), table, "work")).toBe(false);
  });

  test("without a record it is about a new one: any role of the permission will do", () => {
    expect(may(actor("clerk", east), table, "work")).toBe(true);
    expect(may(actor("visitor", east), table, "work")).toBe(false);
  });
});

describe("the settings of a transaction", () => {
  const sees = { "legal-aid": { director: "bureau", chief: "own office" }, people: { director: "bureau", clerk: "own record" } } as const;
  const read = (settings: string) =>
    Object.fromEntries([...settings.matchAll(/SET LOCAL zs\.(\w+) = '((?:[^']|'')*)'/g)].map((match) => [match[1], match[2]]));

  test("a director sees whole lines; a chief his offices, each once, under the line's name", () => {
    expect(read(settingsOf(actor("director", east), sees))).toMatchObject({ wide: ",legal-aid,people,", low: "1", high: "1" });
    const chief = actor("chief", east, {
      posts: [
        { role: "chief", office: east },
        { role: "chief", office: west },
        { role: "chief", office: east },
      ],
    });
    expect(read(settingsOf(chief, sees))).toMatchObject({ wide: ",,", offices_legal_aid: `{${east},${west}}` });
  });

  test("reach over own records needs no setting but who one is", () => {
    const clerk = actor("clerk", east);
    const settings = read(settingsOf(clerk, sees));
    expect(settings).toMatchObject({ actor: clerk.id, wide: ",,", low: "1", high: "1" });
    expect(Object.keys(settings).filter((key) => key.startsWith("offices_"))).toEqual([]);
  });

  test("whatever stands in a value stays a value", () => {
    const sly = actor("chief", "x'; drop table y; --", { id: "o'brien" });
    const settings = settingsOf(sly, sees);
    expect(settings).toContain("zs.actor = 'o''brien'");
    expect(settings.replaceAll(/'(?:[^']|'')*'/g, "")).not.toContain("drop");
  });
});
