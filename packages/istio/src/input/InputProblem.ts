/**
 * One thing to mend in an input.
 *
 * @public
 */
export interface InputProblem {
  /** Path of the field, e.g. `upstreams[0].tls.subjectAltNames[0]`; empty for the input as a whole. */
  field: string;
  /** What is wrong and what to do. */
  message: string;
}
