import "../src/theme/base.css";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { ParleyProvider } from "@parley/react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { applyLanguage, direction } from "../src/i18n/language.ts";
import { Shell } from "../src/shell/Shell.tsx";
import { Toasts } from "../src/shell/Toasts.tsx";
import { showError } from "../src/shell/toasts.ts";
import { fakeParley, meOwn } from "./fake.ts";

applyLanguage();
const q = new URLSearchParams(location.search);
const { hook } = memoryLocation({ path: q.get("path") ?? "/" });
const parley = fakeParley(q);
Object.assign(window, { parley, showError });
createRoot(document.getElementById("root")!).render(
  <DirectionProvider direction={direction}>
    <Toasts>
      <ParleyProvider parley={parley as never}>
        <Router hook={hook}>
          <Shell me={meOwn} onSignOut={() => {}} />
        </Router>
      </ParleyProvider>
    </Toasts>
  </DirectionProvider>,
);
