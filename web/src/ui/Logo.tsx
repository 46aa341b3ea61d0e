/** Water that runs on behind the wheel. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--tr-accent)" />
      <path
        d="M6 11c5 0 5 3 10 3s5-3 10-3M6 17c5 0 5 3 10 3s5-3 10-3M11 23.500c2.200 0 2.800 1.500 5 1.500s2.800-1.500 5-1.500"
        fill="none"
        stroke="var(--tr-on-accent)"
        strokeWidth="2.400"
        strokeLinecap="round"
      />
    </svg>
  );
}
