/** Round steps for scales: the smallest of 1, 2, 2.5 and 5 times a power of ten that is not under `rough`. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return Number((factor * power).toPrecision(12));
}
