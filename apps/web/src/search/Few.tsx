import { type ReactNode, useState } from "react";
import { MoreOption } from "./MoreOption.tsx";
import { Section } from "./Section.tsx";

/** Before one asks for more: messages stay in sight. */
const fewResults = 4;

type Props<Item> = { title: string; name: string; all: Item[]; children: (item: Item) => ReactNode };

/** The first of them; all when one asks for more. */
export function Few<Item>({ title, name, all, children }: Props<Item>) {
  const [showsAll, setShowsAll] = useState(false);
  if (all.length === 0) return null;
  return (
    <Section title={title}>
      {(showsAll ? all : all.slice(0, fewResults)).map(children)}
      {!showsAll && all.length > fewResults ? <MoreOption name={name} onMore={() => setShowsAll(true)} /> : null}
    </Section>
  );
}
