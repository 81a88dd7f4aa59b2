/** A gate whose inside is a mesh. */
export function Mark({ size }: { size: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d="M5 27V15a11 11 0 0 1 22 0v12" />
      <path d="M5 15l11 12 11-12M16 4v23" opacity="0.6" />
      <g fill="currentColor" stroke="none">
        <circle cx="16" cy="4" r="3" />
        <circle cx="5" cy="15" r="3" />
        <circle cx="27" cy="15" r="3" />
        <circle cx="16" cy="27" r="3" />
        <circle cx="5" cy="27" r="3" />
        <circle cx="27" cy="27" r="3" />
      </g>
    </svg>
  );
}
