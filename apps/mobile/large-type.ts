// 大字版: a larger type for the whole page, remembered on this phone.
import { useState } from "react";

const name = "zs.type";

/** Whether large type was chosen on this phone. */
function kept(): boolean {
  try {
    return localStorage.getItem(name) === "large";
  } catch {
    return false; // a browser that forbids storage
  }
}

function show(type: "large" | "normal"): void {
  document.documentElement.dataset.type = type;
}

/** Shows the page in the type chosen before. */
export function applyKeptType(): void {
  show(kept() ? "large" : "normal");
}

/** The type now, and the switch to the other. */
export function useLargeType(): ["large" | "normal", () => void] {
  const [type, setType] = useState<"large" | "normal">(kept() ? "large" : "normal");
  return [
    type,
    () => {
      const next = type === "large" ? "normal" : "large";
      show(next);
      setType(next);
      try {
        localStorage.setItem(name, next);
      } catch {
        return; // the choice lasts as long as the page
      }
    },
  ];
}
