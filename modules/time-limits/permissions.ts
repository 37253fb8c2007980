// Who may set a bureau's own time limits: its leaders, for it is a reading of the law.

export const settingPermissions = { set: { director: "bureau" } } as const;

/** Everybody on the staff sees what is set. */
export const sees = {
  director: "bureau",
  "mediation-section": "bureau",
  chief: "bureau",
  mediator: "bureau",
  officer: "bureau",
  "system-admin": "bureau",
  "audit-admin": "bureau",
} as const;
