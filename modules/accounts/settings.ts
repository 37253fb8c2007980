// The numbers sign-in goes by, with what they rest on.

/** GB/T 22239-2019 (等保), level 3, 8.1.4.1 身份鉴别: lock-out on failures, idle timeout, password complexity. The numbers are the product's choice. */
export const signIn = {
  basis: "GB/T 22239-2019 8.1.4.1 身份鉴别",
  /** Failures until a login is locked. */
  failures: 5,
  lockedMinutes: 15,
  /** Hours without a request after which a session ends. */
  idleHours: 8,
  /** Hours after which a session ends however busy it is. */
  absoluteHours: 12,
  leastLetters: 10,
  /** How long a process trusts what it knows of a session. */
  cachedMs: 10_000,
  /** A refused sign-in is answered no sooner than this, so that its reason cannot be told by its time. */
  refusedAfterMs: 350,
} as const;

export const cookieName = "zs_session";
