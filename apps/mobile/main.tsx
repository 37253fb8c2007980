// Starts the phone pages.
import "./older-phones.ts";
import "./without-eval.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import "./phone.css";
import { applyKeptType } from "./large-type.ts";

applyKeptType();

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
