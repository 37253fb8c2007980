// The one error of the launcher: a sentence for the operator that says what is wrong and what to do.

/** Thrown when the installation cannot start; `message` is a complete Chinese sentence to print, with exit code 1. */
export class StartRefused extends Error {
  override name = "StartRefused";
}
