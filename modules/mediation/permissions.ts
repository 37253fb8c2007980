// Who may do what in people's mediation, and how far each role sees.

/** Steps of cases and of disputes found by screening. */
export const casePermissions = {
  apply: { citizen: "own record" },
  register: { mediator: "own office", chief: "own office", officer: "own office" },
  accept: { mediator: "own office", chief: "own office" },
  reassign: { chief: "own office" },
  mediate: { mediator: "own record", chief: "own office" },
  withdraw: { citizen: "own record", mediator: "own record", chief: "own office" },
  report: { mediator: "own office", chief: "own office", officer: "own office" },
} as const;

/** The registers: committees, mediators, informants, sites. */
export const registerPermissions = {
  keep: { "mediation-section": "bureau", chief: "own office" },
} as const;

/** How far each role sees; row-level security follows it. */
export const sees = {
  director: "bureau",
  "mediation-section": "bureau",
  chief: "own office",
  mediator: "own office",
  officer: "own office",
} as const;
