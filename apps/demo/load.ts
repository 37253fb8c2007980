// Placeholder until the demo bureaus are laid (their author replaces this file).
import type pg from "pg";

export async function loadDemo(_client: pg.Client, _dataDir: string, _say: (words: string) => void): Promise<void> {}
