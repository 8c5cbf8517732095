import { createParley } from "@parley/client";
import { ParleyProvider, useConnection, useMe, useParley } from "@parley/react";
import { useEffect, useState } from "react";
import { forgetDrafts } from "../composer/drafts.ts";
import { unstageAll } from "../files/stageFiles.ts";
import { forgetSearches } from "../search/recentSearches.ts";
import { serverUrl } from "../serverUrl.ts";
import type { Session } from "../signIn/session.ts";
import { Shell } from "./Shell.tsx";
import { StartUp } from "./StartUp.tsx";

/** Connects as whom the session says, for as long as it lasts. */
export function SignedIn({ session }: { session: Session }) {
  const [parley] = useState(() => createParley({ url: serverUrl, getToken: session.getToken }));
  useEffect(() => {
    // What goes wrong stands in the state, where the banner reads it.
    parley.connect().catch(() => {});
    return () => parley.disconnect();
  }, [parley]);
  return (
    <ParleyProvider parley={parley}>
      <Started session={session} />
    </ParleyProvider>
  );
}

function Started({ session }: { session: Session }) {
  const parley = useParley();
  const me = useMe();
  const { failure } = useConnection();
  const signOut = () => {
    // A session that the server has ended is not the person's own leaving: their drafts and searches wait for them.
    if (!failure) {
      forgetDrafts(session.userId);
      forgetSearches(session.userId);
    }
    unstageAll(parley);
    void session.signOut();
  };
  return me ? <Shell me={me} onSignOut={signOut} /> : <StartUp failed={failure !== null} onSignOut={signOut} />;
}
