/**
 * The value below which `share` of all values lie, by the nearest rank.
 *
 * @throws Error when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) {
    throw new Error('there are no values to take a percentile of');
  }
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
}

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? percentile(sorted, 0.5)
    : (percentile(sorted, 0.5) + sorted[middle]) / 2;
}
