/**
 * A text is not YAML, or data has no form in it.
 *
 * @public
 */
export class GoYamlError extends Error {
  override readonly name = 'GoYamlError';
}
