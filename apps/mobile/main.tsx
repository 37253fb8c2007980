// Starts the phone pages.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { config } from "zod";
import { App } from "./App.tsx";
import "./phone.css";
import { applyKeptType } from "./large-type.ts";

config({ jitless: true }); // the pages' content policy forbids code made from text
applyKeptType();

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
