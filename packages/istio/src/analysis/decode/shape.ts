/**
 * What a field holds, as the CRDs of Istio say it: a text (`s`), a duration
 * (`d`), a whole number (`i`),
 * one that is not negative (`u`), a number (`n`), a truth value (`b`), a number or
 * a text (`intstr`), base64 (`base64`), anything (`any`), one of some words
 * (`e:A|B`), a list of a shape, a map from texts to a shape (its only key is
 * `*`), or fields.
 */
export type Shape =
  | string
  | readonly [Shape]
  | { readonly [key: string]: Shape };

/** A field that cannot be read as what it has to be. */
export interface DecodeProblem {
  path: (string | number)[];
  /** What was expected, e.g. `a whole number`. */
  expected: string;
}

/** A shape that lists can be asked of. */
export function isListShape(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
