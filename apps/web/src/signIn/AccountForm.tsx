import { limits } from "@parley/protocol";
import { type FormEvent, useState } from "react";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { TextField } from "../kit/TextField.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import { account } from "./session.ts";

/** Built-in accounts: sign in, or create one. */
export function AccountForm() {
  const [registering, setRegistering] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const credentials = { email: String(form.get("email")).trim(), password: String(form.get("password")) };
    setWorking(true);
    setError(null);
    try {
      if (registering) await account.register({ ...credentials, name: String(form.get("name")).trim() });
      else await account.login(credentials);
    } catch (failure) {
      setError(toErrorText(failure));
    } finally {
      setWorking(false);
    }
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {registering ? (
        <TextField label={t("signIn.name")} hint={t("signIn.nameHint")} name="name" autoComplete="name" required maxLength={limits.userName} />
      ) : null}
      <TextField label={t("signIn.email")} name="email" type="email" dir="ltr" autoComplete="email" required />
      <TextField
        label={t("signIn.password")}
        name="password"
        type="password"
        dir="ltr"
        autoComplete={registering ? "new-password" : "current-password"}
        required
        minLength={registering ? limits.passwordMin : undefined}
        maxLength={limits.passwordMax}
        hint={registering ? t("signIn.passwordRule", { count: limits.passwordMin }) : undefined}
      />
      {error ? (
        <p role="alert" className="rounded-panel bg-danger-soft px-3.5 py-2.5 text-danger">
          {error}
        </p>
      ) : null}
      <Button type="submit" look="primary" disabled={working} className="h-11">
        {working ? t("signIn.working") : t(registering ? "signIn.register" : "signIn.login")}
      </Button>
      <Button look="plain" className="self-center" onClick={() => setRegistering(!registering)}>
        {t(registering ? "signIn.toLogin" : "signIn.toRegister")}
      </Button>
    </form>
  );
}
