import { Field } from "@base-ui/react/field";
import clsx from "clsx";
import type { ComponentProps } from "react";

type Props = Omit<ComponentProps<typeof Field.Control>, "className"> & {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  className?: string;
};

export function TextField({ label, hint, error, className, ...control }: Props) {
  return (
    <Field.Root className={clsx("flex flex-col gap-1.5", className)} invalid={error !== undefined}>
      <Field.Label className="text-sm font-medium">{label}</Field.Label>
      <Field.Control
        dir="auto"
        className="h-11 w-full rounded-panel border border-line-strong/60 bg-surface px-3.5 text-base outline-none transition-shadow focus:border-accent-ink focus:ring-3 focus:ring-accent-soft data-invalid:border-danger"
        {...control}
      />
      {error ? (
        <Field.Error match className="text-sm text-danger">
          {error}
        </Field.Error>
      ) : null}
      {hint && !error ? <Field.Description className="text-sm text-muted">{hint}</Field.Description> : null}
    </Field.Root>
  );
}
