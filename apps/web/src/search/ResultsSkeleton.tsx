const widths = ["w-32", "w-24", "w-40", "w-28"];

/** The shape of results before the first are there. The field says that it searches. */
export function ResultsSkeleton() {
  return (
    <div aria-hidden className="animate-breathe pt-8">
      {widths.map((width) => (
        <div key={width} className="flex items-center gap-3 px-5 py-2.5">
          <span className="size-10 shrink-0 rounded-full bg-sunken" />
          <span className="flex flex-1 flex-col gap-2">
            <span className={`h-3 rounded-full bg-sunken ${width}`} />
            <span className="h-3 w-4/5 rounded-full bg-sunken" />
          </span>
        </div>
      ))}
    </div>
  );
}
