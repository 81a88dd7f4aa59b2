/**
 * Until a running istiod is taken to have loaded files that it can load without
 * a start, in milliseconds: kubelets bring a changed Secret to its pods within a
 * minute and a half, and istiod reads it a tenth of a second later.
 */
export const RELOAD_MS = 180_000;
