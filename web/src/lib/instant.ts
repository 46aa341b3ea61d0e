/**
 * Milliseconds since 1970 of an RFC 3339 time, with what is finer than a millisecond as a fraction: the
 * gateway's own work takes less than one, and `Date` knows no less.
 */
export function instantMs(text: string): number {
  const fraction = /\.(\d{4,})/.exec(text)?.[1] ?? "";
  const finer = fraction.slice(3);
  return Date.parse(text) + (finer === "" ? 0 : Number(`0.${finer}`));
}
