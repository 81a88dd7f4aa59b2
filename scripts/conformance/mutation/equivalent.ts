/**
 * Negations that change nothing that an analysis tells, with the reason.
 */
export const EQUIVALENT: ReadonlyMap<string, string> = new Map([]);
