import { Router } from "wouter";
import { basePath } from "./i18n/language.ts";
import { SignedIn } from "./shell/SignedIn.tsx";
import { SignInPage } from "./signIn/SignInPage.tsx";
import { useSession } from "./signIn/session.ts";

export function App() {
  const session = useSession();
  return <Router base={basePath}>{session ? <SignedIn key={session.userId} session={session} /> : <SignInPage />}</Router>;
}
