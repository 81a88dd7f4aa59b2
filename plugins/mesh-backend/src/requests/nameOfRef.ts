/**
 * An entity reference as people say it: without its kind, and without the
 * namespace `default`.
 */
export function nameOfRef(ref: string): string {
  return ref.replace(/^[^:/]+:/, '').replace(/^default\//, '');
}
