const radius = 15;
const around = 2 * Math.PI * radius;

/** How far something is, around what stops it. */
export function ProgressRing({ value }: { value: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 36 36" className="absolute inset-0 size-full -rotate-90" fill="none" strokeWidth="2.5" strokeLinecap="round">
      <circle cx="18" cy="18" r={radius} stroke="currentColor" opacity="0.3" />
      <circle
        cx="18"
        cy="18"
        r={radius}
        stroke="currentColor"
        strokeDasharray={around}
        strokeDashoffset={around * (1 - Math.min(Math.max(value, 0.04), 1))}
        className="transition-[stroke-dashoffset] duration-200"
      />
    </svg>
  );
}
