import { createParley } from "@parley/client";
import { ParleyProvider, useConnection, useMe } from "@parley/react";
import { useEffect, useState } from "react";
import type { Session } from "../signIn/session.ts";
import { Shell } from "./Shell.tsx";
import { StartUp } from "./StartUp.tsx";

/** Connects as whom the session says, for as long as it lasts. */
export function SignedIn({ session }: { session: Session }) {
  const [parley] = useState(() => createParley({ url: location.origin, getToken: session.getToken }));
  useEffect(() => {
    // What goes wrong stands in the state, where the banner reads it.
    parley.connect().catch(() => {});
    return () => parley.disconnect();
  }, [parley]);
  return (
    <ParleyProvider parley={parley}>
      <Started onSignOut={session.signOut} />
    </ParleyProvider>
  );
}

function Started({ onSignOut }: { onSignOut: () => void }) {
  const me = useMe();
  const { failure } = useConnection();
  return me ? <Shell me={me} onSignOut={onSignOut} /> : <StartUp failed={failure !== null} onSignOut={onSignOut} />;
}
