/**
 * The chat application. It shows what the SDK's store holds and calls the SDK's
 * methods; it keeps nothing itself but drafts, the theme and who is signed in.
 *
 * signIn → who uses it · shell → frame, connection, shortcuts · conversations →
 * the list · chat → one conversation · composer → writing · files → what
 * messages carry · links → pages that they link to · voice → recording, playing · viewer → pictures in full ·
 * shared → what was sent in a conversation · people, kit → parts
 * · i18n → every text · theme → every colour.
 */
import "./noEval.ts";
import "./theme/base.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { applyLanguage, direction } from "./i18n/language.ts";
import { Toasts } from "./shell/Toasts.tsx";

applyLanguage();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={direction}>
        <Toasts>
          <App />
        </Toasts>
      </DirectionProvider>
    </CSPProvider>
  </StrictMode>,
);
